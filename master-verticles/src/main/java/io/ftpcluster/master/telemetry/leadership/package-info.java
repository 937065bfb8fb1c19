/** What only the node does that holds the lease, and the queue of its fenced writes. Touches messages only. */
package io.ftpcluster.master.telemetry.leadership;
