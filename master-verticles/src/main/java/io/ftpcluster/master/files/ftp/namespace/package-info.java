/**
 * Changes of folders: new ones, entries renamed and removed, trees depth first, times set. Touches sessions and listings.
 */
package io.ftpcluster.master.files.ftp.namespace;
