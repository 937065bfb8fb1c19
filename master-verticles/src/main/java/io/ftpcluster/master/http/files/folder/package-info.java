/** Listings as pages, JSON and text, written while they are read. Touches transfers, for the client's end. */
package io.ftpcluster.master.http.files.folder;
