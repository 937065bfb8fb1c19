/** Servers that tests start: real daemons and one that follows a script. */
package io.ftpcluster.testing;
