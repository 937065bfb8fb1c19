/** Tests of the fleet as a file. */
package io.ftpcluster.master.cli.fleet;
