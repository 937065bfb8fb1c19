/** The agent's own update: what the portal signed is fetched, tried, and put in the place of what runs. Knows no requests. */
package io.ftpcluster.agent.update;
