/** What paths under {@code /ftp/} and {@code Destination} headers mean. */
package io.ftpcluster.master.http.files.path;
