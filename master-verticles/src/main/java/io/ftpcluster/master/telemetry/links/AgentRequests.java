package io.ftpcluster.master.telemetry.links;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.messages.Agents;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Has agents do what this node wants of them, wherever in the cluster their links are: at most {@value #MOST} requests at
 * once. Thread-safe.
 */
public final class AgentRequests {

    static final int MOST = 1024;

    private final Vertx vertx;
    private final Bus bus;
    private final LinkLookup links;
    private final Set<RequestDelivery> underWay = ConcurrentHashMap.newKeySet();
    private final AtomicInteger count = new AtomicInteger();

    public AgentRequests(Vertx vertx, Bus bus) {
        this.vertx = vertx;
        this.bus = bus;
        this.links = new LinkLookup(bus);
    }

    /** As {@link Agents#REQUEST}. */
    public Future<Agents.Answer> ask(Agents.Request request) {
        if (count.incrementAndGet() > MOST) {
            count.decrementAndGet();
            return Future.failedFuture(
                    Failure.of(FailureCode.THROTTLED, "Agents are asked too much at once.").retryAfter(1).exception());
        }
        RequestDelivery delivery = new RequestDelivery(vertx.getOrCreateContext(), bus, links, request);
        underWay.add(delivery);
        return delivery.begin().onComplete(over -> {
            underWay.remove(delivery);
            count.decrementAndGet();
        });
    }

    /** A link was made: what is under way to an older one of the same server goes there, too. */
    public void linkMade(Agents.TakenOver event) {
        for (RequestDelivery delivery : underWay) {
            if (delivery.server().equals(event.serverId())) {
                delivery.linkMade(event.linkId());
            }
        }
    }
}
