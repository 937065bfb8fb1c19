package io.ftpcluster.master.telemetry.fleet;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.messages.Nodes.Node;
import io.ftpcluster.messages.Nodes;
import io.ftpcluster.messages.Telemetry.FindLinks;
import io.ftpcluster.messages.Telemetry.Links;
import io.ftpcluster.messages.Telemetry.Snapshot;
import io.ftpcluster.messages.Telemetry.Words;
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
 * Follows what the other nodes hear, word by word; asks for all of it when one is new, came back, or words of it were lost.
 * Not thread-safe: one event loop owns it.
 */
public final class PeerSync {

    private static final Logger LOG = LoggerFactory.getLogger(PeerSync.class);
    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);
    private static final Duration AFTER_LOSS = Duration.ofMillis(250);
    /** Words that came while all was asked for; more than come in that time. */
    private static final int MOST_WAITING = 200;

    private final Vertx vertx;
    private final Bus bus;
    private final Fleet fleet;
    private final FleetUpdater hearing;
    private final Master self;
    private final Map<String, Other> others = new HashMap<>();
    private long storedTo;

    /** @param self this node */
    public PeerSync(Vertx vertx, Bus bus, Fleet fleet, FleetUpdater hearing, Master self) {
        this.vertx = vertx;
        this.bus = bus;
        this.fleet = fleet;
        this.hearing = hearing;
        this.self = self;
    }

    private static final class Other {
        final Master master;
        /** Of the last words that were taken. */
        long sequence;
        boolean known;
        boolean asking;
        final Deque<Words> waiting = new ArrayDeque<>();

        Other(Master master) {
            this.master = master;
        }
    }

    /** As one of them told: what was measured before is in the database, in seconds since the epoch. */
    public long storedTo() {
        return storedTo;
    }

    /** To be told of all now and then, too. Completes when those that are new have answered or could not. */
    public Future<?> members(List<Node> nodes) {
        Set<String> there = nodes.stream().map(Node::id).collect(Collectors.toSet());
        List.copyOf(others.values()).stream().filter(other -> !there.contains(other.master.id())).forEach(this::gone);
        return Future.join(nodes.stream().map(this::joined).toList());
    }

    public void changed(Nodes.Changed change) {
        if (change.joined()) {
            joined(change.node());
        } else {
            Other other = others.get(change.node().id());
            if (other != null) {
                gone(other);
            }
        }
    }

    private Future<?> joined(Node node) {
        if (node.id().equals(self.id()) || others.containsKey(node.id())) {
            return Future.succeededFuture();
        }
        Other other = new Other(new Master(node.id(), node.name()));
        others.put(node.id(), other);
        return learn(other);
    }

    private void gone(Other other) {
        others.remove(other.master.id());
        fleet.ended(other.master);
    }

    public void hear(Words words) {
        Other other = others.get(words.node());
        // Of one that is no member: when it is, it is asked for all.
        if (other == null || (other.known && words.sequence() <= other.sequence)) {
            return;
        }
        boolean next = other.known && words.sequence() == other.sequence + 1;
        if (next) {
            words.linked().forEach(link -> hearing.linked(link, other.master));
        }
        // At once in any case: who is asked for all tells the newest sample of each server only.
        words.reports().forEach(report -> hearing.reported(report, other.master));
        storedTo = Math.max(storedTo, words.storedTo());
        if (next) {
            words.unlinked().forEach(hearing::unlinked);
            other.sequence = words.sequence();
        } else {
            keep(other, words);
        }
    }

    private void keep(Other other, Words words) {
        if (other.waiting.size() >= MOST_WAITING) {
            other.waiting.removeFirst();
        }
        other.waiting.add(new Words(words.node(), words.sequence(), words.linked(), List.of(), words.unlinked(), 0));
        if (other.known) {
            other.known = false;
            LOG.info("Words of node {} were lost; it is asked for all that it knows", other.master.name());
            // Not at once: when many are lost, asking for all must not be what is done most.
            vertx.setTimer(AFTER_LOSS.toMillis(), timer -> learn(other));
        }
    }

    private boolean isHere(Other other) {
        return others.get(other.master.id()) == other;
    }

    /** One that starts answers some moments after it has become a member. */
    private Future<Void> learn(Other other) {
        if (!isHere(other) || other.asking || other.known) {
            return Future.succeededFuture();
        }
        other.asking = true;
        // What came before the question is in the answer.
        other.waiting.clear();
        return ask(other, new FindLinks(null), new HashSet<>()).transform(asked -> {
            other.asking = false;
            if (asked.failed()) {
                vertx.setTimer(ASK_AGAIN.toMillis(), timer -> learn(other));
            } else if (isHere(other)) {
                follow(other, asked.result().sequence());
            }
            return Future.succeededFuture();
        });
    }

    /** Page after page; what changes meanwhile comes as words after those of the first page. Returns that. */
    private Future<Links> ask(Other other, FindLinks question, Set<String> linkIds) {
        return bus.request(Telemetry.LINKS.of(other.master.id()), question).compose(page -> {
            if (isHere(other)) {
                page.heard().forEach(heard -> learn(other, heard, linkIds));
            }
            if (page.more()) {
                return ask(other, new FindLinks(page.heard().getLast().serverId()), linkIds).map(rest -> page);
            }
            if (isHere(other)) {
                hearing.onlyLinks(other.master, linkIds);
            }
            return Future.succeededFuture(page);
        });
    }

    private void learn(Other other, Snapshot heard, Set<String> linkIds) {
        if (heard.linked() != null) {
            linkIds.add(heard.linked().linkId());
        }
        hearing.learned(heard, other.master);
    }

    private void follow(Other other, long sequence) {
        other.sequence = sequence;
        other.known = true;
        List<Words> missed = List.copyOf(other.waiting);
        other.waiting.clear();
        missed.forEach(this::hear);
    }
}
