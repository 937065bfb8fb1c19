/**
 * Cases on booted Debian machines, which {@code scripts/test-hosts.sh} runs: their names end in {@code OnHosts}, so that the
 * build, which has no such machines, passes them over.
 */
package io.ftpcluster.hosts;
