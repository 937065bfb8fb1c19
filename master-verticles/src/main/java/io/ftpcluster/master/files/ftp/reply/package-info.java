/**
 * What servers say: replies (RFC 959, 4.2), the order in which they may come, and the failures that are made of them.
 * Knows no connection.
 */
package io.ftpcluster.master.files.ftp.reply;
