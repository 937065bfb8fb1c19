/**
 * Series of measurements: points, the chunks that hold them, the hours' summaries, and what agents hand over late.
 * Touches metrics.
 */
package io.ftpcluster.master.telemetry.history;
