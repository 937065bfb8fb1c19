package io.ftpcluster.master.cluster;

import io.ftpcluster.messages.Nodes.Gone;
import io.ftpcluster.messages.Nodes.Node;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Who has gone in the last hour and not come back under the same name; the last twenty. Not thread-safe. */
final class Departures {

    private static final Duration MEMORY = Duration.ofHours(1);
    private static final int MAX = 20;

    private final InstantSource clock;
    private final Deque<Gone> last = new ArrayDeque<>();

    Departures(InstantSource clock) {
        this.clock = clock;
    }

    void gone(Node node) {
        back(node);
        last.addFirst(new Gone(node, clock.instant()));
        if (last.size() > MAX) {
            last.removeLast();
        }
    }

    void back(Node node) {
        last.removeIf(gone -> gone.node().name().equals(node.name()));
    }

    /** The last first. */
    List<Gone> list() {
        Instant from = clock.instant().minus(MEMORY);
        last.removeIf(gone -> gone.at().isBefore(from));
        return List.copyOf(last);
    }
}
