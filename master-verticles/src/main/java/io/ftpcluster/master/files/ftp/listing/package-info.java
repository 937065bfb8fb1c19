/**
 * What is on a server: LIST and MLSD (RFC 3659) as entries that are read on demand, and what a single path is. Touches
 * pool, sessions and data connections; {@code format} knows the lines.
 */
package io.ftpcluster.master.files.ftp.listing;
