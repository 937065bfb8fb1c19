/**
 * The control connection and the login: commands out, replies in, and what has been learnt about a server. Touches
 * sockets, replies and TLS, and knows no transfer.
 */
package io.ftpcluster.master.files.ftp.session;
