/**
 * The agent that runs on each managed server. The module fixes its Java version (17) and what it may depend on: the
 * shared codecs, never the master.
 */
package io.ftpcluster.agent;
