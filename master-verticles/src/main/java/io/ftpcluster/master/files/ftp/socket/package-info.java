/** Sockets to FTP servers, bounded in time and bytes. Touches the relay only, for its descriptors. */
package io.ftpcluster.master.files.ftp.socket;
