/** Files of the agent's own. */
package io.ftpcluster.agent.file;
