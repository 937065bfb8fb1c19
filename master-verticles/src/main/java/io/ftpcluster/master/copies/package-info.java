/** Files and folders that the portal copies and moves between servers: what may be, whose turn it is, and the work itself. */
package io.ftpcluster.master.copies;
