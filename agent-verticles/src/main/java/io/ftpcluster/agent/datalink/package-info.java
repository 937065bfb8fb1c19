/** Accounts that others than the portal ask for: over HTTPS, with the server's token. What they change is told to the portal. */
package io.ftpcluster.agent.datalink;
