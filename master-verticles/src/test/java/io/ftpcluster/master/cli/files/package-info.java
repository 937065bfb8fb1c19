/** The commands for files, on real portals and servers. */
package io.ftpcluster.master.cli.files;
