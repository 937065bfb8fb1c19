package io.ftpcluster.master.telemetry.fleet;

import io.ftpcluster.messages.Telemetry.HostInfo;
import io.ftpcluster.messages.Telemetry.Linked;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * The links that one server has, wherever: usually one, two while a newer one takes over. The newest counts, whatever the
 * order in which the nodes tell of them. Not thread-safe.
 */
final class LinkRegistry {

    /** More at once than any server has: each of them was the newest once. */
    private static final int MOST = 8;
    private static final Comparator<Tie> BY_AGE = Comparator.comparingLong(Tie::order).thenComparing(Tie::linkId);

    /** Oldest first; a list of its own each time, as there are many servers and few changes. */
    private List<Tie> all = List.of();

    /** @param order as in {@link io.ftpcluster.messages.Agents.TakenOver} */
    record Tie(NodeRef master, String linkId, long order, Duration interval) {

        Linked linked(String serverId, HostInfo facts) {
            return new Linked(serverId, linkId, facts, Math.toIntExact(interval.toSeconds()), order);
        }
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    boolean has(String linkId) {
        return all.stream().anyMatch(tie -> tie.linkId().equals(linkId));
    }

    /** Null when there is none. */
    Tie newest() {
        return all.isEmpty() ? null : all.getLast();
    }

    /** The newest one of a node, or null. */
    Tie of(NodeRef master) {
        return all.stream().filter(tie -> tie.master().equals(master)).reduce((older, newer) -> newer).orElse(null);
    }

    /** The newest, when this node holds an older one; else null. */
    Tie newerThanOf(NodeRef master) {
        boolean older = !all.isEmpty() && !newest().master().equals(master) && of(master) != null;
        return older ? newest() : null;
    }

    /** A new one, or what has changed of one that is here. */
    void put(Tie tie) {
        List<Tie> changed = new ArrayList<>(all);
        changed.removeIf(old -> old.linkId().equals(tie.linkId()));
        changed.add(tie);
        changed.sort(BY_AGE);
        all = List.copyOf(changed.subList(Math.max(0, changed.size() - MOST), changed.size()));
    }

    /** Whether there were any. */
    boolean remove(Predicate<Tie> ended) {
        if (all.stream().noneMatch(ended)) {
            return false;
        }
        all = all.stream().filter(ended.negate()).toList();
        return true;
    }
}
