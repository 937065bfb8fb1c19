/** The portal over HTTP: the contract and its routes, who is let in, pages and problem responses. */
package io.ftpcluster.master.http;
