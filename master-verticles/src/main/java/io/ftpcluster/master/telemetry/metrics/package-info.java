/** What telemetry counts of itself, and the fleet's metrics for scrapers. */
package io.ftpcluster.master.telemetry.metrics;
