/** How the fleet's servers stand and stood: their states, history and alerts. */
package io.ftpcluster.master.telemetry;
