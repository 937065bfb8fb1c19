/** A folder and all below it as one archive, made while it is sent. */
package io.ftpcluster.master.http.files.archive;
