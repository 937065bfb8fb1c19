/**
 * How each server stands, by its own node's links, by probes and by what other nodes say; when an alert is raised.
 * Touches history.
 */
package io.ftpcluster.master.telemetry.fleet;
