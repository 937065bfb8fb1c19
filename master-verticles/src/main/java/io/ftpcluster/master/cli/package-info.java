/** The command line: one class for each command, and what is said when one fails. */
package io.ftpcluster.master.cli;
