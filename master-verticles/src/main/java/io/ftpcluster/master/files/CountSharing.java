package io.ftpcluster.master.files;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Subscription;
import io.ftpcluster.messages.Nodes.Node;
import io.ftpcluster.messages.Nodes;
import io.ftpcluster.messages.Transfers.Counts;
import io.ftpcluster.messages.Transfers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells the other nodes how many transfers there are on this one, and hears it of them: each 100 ms what has changed, and
 * all of it each 5 s and when somebody joins, as events may be lost. A node that is alone tells nothing. Lives on the
 * context that started it.
 */
final class CountSharing {

    private static final long TELL_MILLIS = 100;
    private static final long WHOLE_MILLIS = 5_000;

    private final Bus bus;
    private final String node;
    private final TransferLimits limits;
    private final RemoteCounts elsewhere;
    private Counts told;
    private boolean isAlone = true;
    private boolean wholeNext = true;

    /** @param node the id of this one */
    CountSharing(Bus bus, String node, TransferLimits limits, RemoteCounts elsewhere) {
        this.bus = bus;
        this.node = node;
        this.limits = limits;
        this.elsewhere = elsewhere;
        this.told = new Counts(node, true, Map.of(), Map.of());
    }

    /** Completes when it hears the others. */
    Future<?> start(Vertx vertx) {
        Subscription counts = bus.listen(Transfers.COUNTS, this::hear);
        Subscription members = bus.listen(Nodes.CHANGED, this::changed);
        return Future.all(List.of(counts.begun(), members.begun())).onSuccess(begun -> {
            vertx.setPeriodic(TELL_MILLIS, id -> tell());
            vertx.setPeriodic(WHOLE_MILLIS, id -> compare());
            compare();
        });
    }

    private void hear(Counts counts) {
        if (counts.node().equals(node)) {
            return;
        }
        isAlone = false;
        // Who has just come knows nothing of this node either.
        wholeNext |= elsewhere.hear(counts);
    }

    private void changed(Nodes.Changed change) {
        if (change.joined()) {
            isAlone = false;
            wholeNext = true;
        } else {
            elsewhere.forget(change.node().id());
        }
    }

    private void compare() {
        bus.request(Nodes.LIST, new Nodes.FindAll()).onSuccess(found -> {
            isAlone = found.nodes().size() < 2;
            wholeNext = true;
            elsewhere.forgetAllBut(found.nodes().stream().map(Node::id).toList());
        });
    }

    private void tell() {
        if (isAlone) {
            return;
        }
        Counts now = limits.counts(node);
        Counts news = wholeNext
                ? now
                : new Counts(node, false, changes(told.users(), now.users()), changes(told.servers(), now.servers()));
        told = now;
        if (wholeNext || !news.users().isEmpty() || !news.servers().isEmpty()) {
            wholeNext = false;
            bus.publish(Transfers.COUNTS, news);
        }
    }

    private static Map<String, Integer> changes(Map<String, Integer> before, Map<String, Integer> now) {
        Map<String, Integer> changes = new HashMap<>();
        now.forEach((id, count) -> {
            if (!count.equals(before.get(id))) {
                changes.put(id, count);
            }
        });
        before.keySet().stream().filter(id -> !now.containsKey(id)).forEach(id -> changes.put(id, 0));
        return changes;
    }
}
