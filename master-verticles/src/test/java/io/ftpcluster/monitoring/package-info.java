/** The examples for Prometheus and Grafana in {@code conf}, by Prometheus' own tool and by what a portal says. */
package io.ftpcluster.monitoring;
