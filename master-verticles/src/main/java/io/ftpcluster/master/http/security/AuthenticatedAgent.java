package io.ftpcluster.master.http.security;

import io.ftpcluster.messages.Agents;
import io.vertx.ext.web.RoutingContext;

/** Which server's agent sent this request, where the contract asks for a server's token. */
public final class AuthenticatedAgent {

    private static final String KEY = "ftpcluster.agent";

    private AuthenticatedAgent() {}

    public static Agents.Visitor of(RoutingContext context) {
        Agents.Visitor agent = context.get(KEY);
        if (agent == null) {
            throw new IllegalStateException("No agent is authenticated on " + context.request().path());
        }
        return agent;
    }

    static void attach(RoutingContext context, Agents.Visitor agent) {
        context.put(KEY, agent);
    }
}
