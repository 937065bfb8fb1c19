/** Alerts that were raised, and who is told of them: mail and webhook. Touches the fleet and metrics. */
package io.ftpcluster.master.telemetry.alerts;
