package io.ftpcluster.master.telemetry.links;

import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.RequestContext;
import io.ftpcluster.bus.TraceSpan;
import io.ftpcluster.messages.Agents;
import io.vertx.core.Future;
import io.vertx.core.http.ServerWebSocket;

/**
 * Somebody who has shown a server's token.
 *
 * @param askedAt nanoseconds before the token was looked up
 */
record KnownAgent(AgentLinks links, TelemetryPosts posts, Agents.TokenOwner owner,
        long askedAt) implements Agents.Visitor {

    @Override
    public void checkThatLinksAreTaken() {
        links.checkThatLinksAreTaken();
    }

    @Override
    public void link(ServerWebSocket socket) {
        // A link lives for days, and a trace ends with its request.
        RequestContext.current().withServer(owner.alias()).withTrace(TraceSpan.NONE).attach();
        links.link(socket, owner, askedAt);
    }

    @Override
    public Future<Done> post(Agents.Posted posted) {
        return posts.take(owner, posted);
    }

    @Override
    public void refusedPost(String detail) {
        posts.refuse(owner, detail);
    }
}
