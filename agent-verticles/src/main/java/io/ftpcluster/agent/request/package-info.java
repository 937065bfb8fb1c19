/** Does what the portal asks for, on threads of its own, each request once. Knows nothing of links but where answers go. */
package io.ftpcluster.agent.request;
