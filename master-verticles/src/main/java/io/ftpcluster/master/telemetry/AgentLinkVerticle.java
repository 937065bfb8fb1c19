package io.ftpcluster.master.telemetry;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Subscription;
import io.ftpcluster.master.telemetry.links.AgentLinks;
import io.ftpcluster.master.telemetry.links.AgentRequests;
import io.ftpcluster.messages.Agents;
import io.ftpcluster.messages.Nodes.Node;
import io.ftpcluster.messages.Nodes;
import io.ftpcluster.messages.Servers;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.List;

/**
 * Says who comes with a server's token, and keeps the links of those that have come. Deploy one instance on an event loop,
 * before HTTP: when that stops, the links end with it.
 */
public final class AgentLinkVerticle extends VerticleBase {

    private static final Duration KEEP_ALIVE_INTERVAL = Duration.ofSeconds(1);

    private final Bus bus;
    private final AgentLinks links;

    public AgentLinkVerticle(Bus bus, AgentLinks links) {
        this.bus = bus;
        this.links = links;
    }

    @Override
    public Future<?> start() {
        vertx.setPeriodic(KEEP_ALIVE_INTERVAL.toMillis(), timer -> links.keepAlive());
        AgentRequests requests = new AgentRequests(vertx, bus);
        Subscription takenOver = bus.listen(Agents.TAKEN_OVER, event -> {
            links.takenOver(event);
            requests.linkMade(event);
        });
        Subscription outdated = bus.listen(Agents.OUTDATED, links::takenOver);
        Subscription revoked = bus.listen(Agents.REVOKED, links::revoked);
        Subscription changed = bus.listen(Servers.CHANGED, links.intervals()::changed);
        return Future.join(List.of(takenOver.begun(), outdated.begun(), revoked.begun(), changed.begun(),
                bus.answerLater(Agents.VERIFY_TOKEN, links::verify), bus.answerLater(Agents.REQUEST, requests::ask),
                answerForLinks()));
    }

    /** Under this node's own name, until it stops: whoever asks is told at once when a link is elsewhere. */
    private Future<?> answerForLinks() {
        return bus.request(Nodes.LIST, new Nodes.FindAll()).compose(members -> {
            String self = members.nodes().stream().filter(Node::self).findFirst().orElseThrow().id();
            return Future.join(bus.answer(Agents.FIND_LINK.of(self), links::find),
                    bus.answerLater(Agents.ASK_LINK.of(self), links::ask));
        });
    }

    @Override
    public Future<?> stop() {
        links.endAll();
        return Future.succeededFuture();
    }
}
