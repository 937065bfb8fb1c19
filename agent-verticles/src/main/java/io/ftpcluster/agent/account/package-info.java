/** System users of this server that are made for the portal: what there is, and how it becomes what it should be. */
package io.ftpcluster.agent.account;
