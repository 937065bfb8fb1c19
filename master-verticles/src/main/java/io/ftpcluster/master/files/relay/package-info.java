/** Moves bytes from one socket to another inside the kernel. Knows neither FTP nor HTTP; Linux only. */
package io.ftpcluster.master.files.relay;
