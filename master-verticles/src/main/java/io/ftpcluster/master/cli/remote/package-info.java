/** Commands that ask a portal over its API, from wherever they are: one class per noun. They know nothing of its inside. */
package io.ftpcluster.master.cli.remote;
