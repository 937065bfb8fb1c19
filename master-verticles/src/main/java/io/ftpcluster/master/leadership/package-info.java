/**
 * Work that one node of the cluster does: leases by name, what is begun and ended with one, and fenced writes. Any part of
 * the master may use it; it touches the bus and messages only.
 */
package io.ftpcluster.master.leadership;
