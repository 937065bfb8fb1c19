/** What is in a folder and all below it: searched by name, and counted. */
package io.ftpcluster.master.http.files.search;
