/** The fleet as a file: what may stand in it, and what it takes to bring a portal there. Asks no portal itself. */
package io.ftpcluster.master.cli.fleet;
