/**
 * Sessions that are kept and lent: how many a server stands, who waits for one, which are still good. Touches sessions
 * and data connections.
 */
package io.ftpcluster.master.files.ftp.pool;
