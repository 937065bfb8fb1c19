package io.ftpcluster.master.telemetry.fleet;

/**
 * One of the cluster's nodes, as telemetry knows it.
 *
 * @param id of this run
 * @param name for people
 */
public record NodeRef(String id, String name) {}
