/** What needs machines of its own: {@code scripts/test-hosts.sh} boots them. */
package io.ftpcluster.hosts;
