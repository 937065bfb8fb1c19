/** The agent's link to its portal: who is called when, what is said, and what is kept while nobody answers. */
package io.ftpcluster.agent.link;
