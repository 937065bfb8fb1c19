/** What shells need to complete the command line; knows all commands. */
package io.ftpcluster.master.cli.completion;
