/** What an agent tells the log of its system. */
package io.ftpcluster.agent.log;
