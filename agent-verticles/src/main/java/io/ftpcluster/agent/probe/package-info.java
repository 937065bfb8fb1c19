/** One class for each thing that an agent measures, from what Linux shows under /proc and /sys. Used by one thread. */
package io.ftpcluster.agent.probe;
