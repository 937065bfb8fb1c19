/**
 * TLS towards servers (RFC 4217): whose certificate is taken, and what a server was seen to refuse. Touches sockets and
 * replies.
 */
package io.ftpcluster.master.files.ftp.tls;
