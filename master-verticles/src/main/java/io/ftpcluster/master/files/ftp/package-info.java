/**
 * FTP (RFC 959) with explicit and implicit TLS (RFC 4217): sessions by commons-net, data channels, pools, listings and
 * transfers. Everything blocks, on virtual threads.
 */
package io.ftpcluster.master.files.ftp;
