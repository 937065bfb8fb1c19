/** What the portal may ask of this server: one class for each action, and the list of them. Knows nothing of links. */
package io.ftpcluster.agent.action;
