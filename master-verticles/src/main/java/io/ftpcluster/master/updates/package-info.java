/** Brings new versions of the agent to the servers, in rings. Knows only messages. */
package io.ftpcluster.master.updates;
