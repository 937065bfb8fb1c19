/** One class for each resource of the contract, but for files and what is live. */
package io.ftpcluster.master.http.api;
