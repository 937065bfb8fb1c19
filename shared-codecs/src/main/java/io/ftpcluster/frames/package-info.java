/** What an agent and the portal say to each other over their WebSocket; described for other languages in docs/agent.md. */
package io.ftpcluster.frames;
