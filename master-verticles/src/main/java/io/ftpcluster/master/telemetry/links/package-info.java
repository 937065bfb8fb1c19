/** The agents' WebSockets and posts: who may link, what is refused, requests to agents. Touches messages only. */
package io.ftpcluster.master.telemetry.links;
