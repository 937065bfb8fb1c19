/**
 * A WebSocket client (RFC 6455) on one blocking socket. The JDK's own client takes 7 to 19 MB more, which an agent that runs
 * for months on somebody else's server shouldn't.
 */
package io.ftpcluster.agent.net;
