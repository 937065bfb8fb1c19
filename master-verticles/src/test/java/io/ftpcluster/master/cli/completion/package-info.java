/** Completion, by real shells. */
package io.ftpcluster.master.cli.completion;
