package io.ftpcluster.master.telemetry.fleet;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.messages.Nodes.Node;
import io.ftpcluster.messages.Nodes;
import io.ftpcluster.messages.Telemetry.FindLinks;
import io.ftpcluster.messages.Telemetry.FleetEvents;
import io.ftpcluster.messages.Telemetry.Links;
import io.ftpcluster.messages.Telemetry.Snapshot;
import io.ftpcluster.messages.Telemetry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows what the other nodes hear from their agents; asks for all of it when one is new, came back, or events of it were lost.
 * Not thread-safe: one event loop owns it.
 */
public final class PeerSync {

    private static final Logger LOG = LoggerFactory.getLogger(PeerSync.class);
    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);
    private static final Duration AFTER_LOSS = Duration.ofMillis(250);
    /** Messages that came while all was asked for; more than come in that time. */
    private static final int MOST_WAITING = 200;

    private final Vertx vertx;
    private final Bus bus;
    private final Fleet fleet;
    private final FleetUpdater fleetUpdater;
    private final NodeRef self;
    private final Map<String, Peer> peers = new HashMap<>();
    private long storedTo;

    /** @param self this node */
    public PeerSync(Vertx vertx, Bus bus, Fleet fleet, FleetUpdater fleetUpdater, NodeRef self) {
        this.vertx = vertx;
        this.bus = bus;
        this.fleet = fleet;
        this.fleetUpdater = fleetUpdater;
        this.self = self;
    }

    private static final class Peer {
        final NodeRef node;
        /** Of the last message that was taken. */
        long sequence;
        boolean inSync;
        boolean asking;
        final Deque<FleetEvents> waiting = new ArrayDeque<>();

        Peer(NodeRef node) {
            this.node = node;
        }
    }

    /** As one of them told: what was measured before is in the database, in seconds since the epoch. */
    public long storedTo() {
        return storedTo;
    }

    /** To be told of all now and then, too. Completes when those that are new have answered or could not. */
    public Future<?> members(List<Node> nodes) {
        Set<String> there = nodes.stream().map(Node::id).collect(Collectors.toSet());
        List.copyOf(peers.values()).stream().filter(peer -> !there.contains(peer.node.id())).forEach(this::gone);
        return Future.join(nodes.stream().map(this::joined).toList());
    }

    public void changed(Nodes.Changed change) {
        if (change.joined()) {
            joined(change.node());
        } else {
            Peer peer = peers.get(change.node().id());
            if (peer != null) {
                gone(peer);
            }
        }
    }

    private Future<?> joined(Node node) {
        if (node.id().equals(self.id()) || peers.containsKey(node.id())) {
            return Future.succeededFuture();
        }
        Peer peer = new Peer(new NodeRef(node.id(), node.name()));
        peers.put(node.id(), peer);
        return learn(peer);
    }

    private void gone(Peer peer) {
        peers.remove(peer.node.id());
        fleet.ended(peer.node);
    }

    public void receive(FleetEvents events) {
        Peer peer = peers.get(events.node());
        // Of one that is no member: when it is, it is asked for all.
        if (peer == null || (peer.inSync && events.sequence() <= peer.sequence)) {
            return;
        }
        boolean next = peer.inSync && events.sequence() == peer.sequence + 1;
        if (next) {
            events.linked().forEach(link -> fleetUpdater.linked(link, peer.node));
        }
        // At once in any case: who is asked for all tells the newest sample of each server only.
        events.reports().forEach(report -> fleetUpdater.reported(report, peer.node));
        events.probed().forEach(fleetUpdater::probed);
        storedTo = Math.max(storedTo, events.storedTo());
        if (next) {
            events.unlinked().forEach(fleetUpdater::unlinked);
            peer.sequence = events.sequence();
        } else {
            keep(peer, events);
        }
    }

    private void keep(Peer peer, FleetEvents events) {
        if (peer.waiting.size() >= MOST_WAITING) {
            peer.waiting.removeFirst();
        }
        peer.waiting.add(new FleetEvents(events.node(), events.sequence(), events.linked(), List.of(),
                events.unlinked(), 0, List.of()));
        if (peer.inSync) {
            peer.inSync = false;
            LOG.info("Messages of node {} were lost; it is asked for all that it knows", peer.node.name());
            // Not at once: when many are lost, asking for all must not be what is done most.
            vertx.setTimer(AFTER_LOSS.toMillis(), timer -> learn(peer));
        }
    }

    private boolean isHere(Peer peer) {
        return peers.get(peer.node.id()) == peer;
    }

    /** One that starts answers some moments after it has become a member. */
    private Future<Void> learn(Peer peer) {
        if (!isHere(peer) || peer.asking || peer.inSync) {
            return Future.succeededFuture();
        }
        peer.asking = true;
        // What came before the question is in the answer.
        peer.waiting.clear();
        return ask(peer, new FindLinks(null), new HashSet<>()).transform(asked -> {
            peer.asking = false;
            if (asked.failed()) {
                vertx.setTimer(ASK_AGAIN.toMillis(), timer -> learn(peer));
            } else if (isHere(peer)) {
                follow(peer, asked.result().sequence());
            }
            return Future.succeededFuture();
        });
    }

    /** Page after page; what changes meanwhile comes as events after those of the first page. Returns that. */
    private Future<Links> ask(Peer peer, FindLinks question, Set<String> linkIds) {
        return bus.request(Telemetry.LINKS.of(peer.node.id()), question).compose(page -> {
            if (isHere(peer)) {
                page.heard().forEach(heard -> learn(peer, heard, linkIds));
            }
            if (page.more()) {
                return ask(peer, new FindLinks(page.heard().getLast().serverId()), linkIds).map(rest -> page);
            }
            if (isHere(peer)) {
                fleetUpdater.onlyLinks(peer.node, linkIds);
            }
            return Future.succeededFuture(page);
        });
    }

    private void learn(Peer peer, Snapshot heard, Set<String> linkIds) {
        if (heard.linked() != null) {
            linkIds.add(heard.linked().linkId());
        }
        fleetUpdater.learned(heard, peer.node);
    }

    private void follow(Peer peer, long sequence) {
        peer.sequence = sequence;
        peer.inSync = true;
        List<FleetEvents> missed = List.copyOf(peer.waiting);
        peer.waiting.clear();
        missed.forEach(this::receive);
    }
}
