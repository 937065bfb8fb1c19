/** Changes of names: folders made, entries renamed and removed, trees depth first. Touches sessions and listings. */
package io.ftpcluster.master.files.ftp.namespace;
