/** Downloads and listings under {@code /ftp/}: what HTTP asks of files, answered over the bus. */
package io.ftpcluster.master.http.files;
