/** What an agent is told: a file of KEY=VALUE lines, and the environment, which wins. */
package io.ftpcluster.agent.config;
