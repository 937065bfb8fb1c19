package io.ftpcluster.master.telemetry;

/**
 * One of the cluster's nodes, as telemetry knows it.
 *
 * @param id of this run
 * @param name for people
 */
record Master(String id, String name) {}
