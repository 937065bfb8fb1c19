/** Traces of requests, by OpenTelemetry, which nobody else knows: others see {@link io.ftpcluster.bus.TraceSpan}. */
package io.ftpcluster.master.tracing;
