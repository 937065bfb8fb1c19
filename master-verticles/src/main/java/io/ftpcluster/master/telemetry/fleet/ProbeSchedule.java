package io.ftpcluster.master.telemetry.fleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which servers without an agent are tried when: one that nobody has tried yet at once, then each in a second of the minute
 * that is its own, on whichever node. Those that did not answer last time share half of the places, as they take long: the
 * others don't wait for them. Nothing is queued; what finds no place is still due a second later. Not thread-safe.
 */
final class ProbeSchedule {

    static final int AT_ONCE = 16;
    /** Of {@link #AT_ONCE}. */
    static final int UNANSWERED_AT_ONCE = 8;
    private static final Duration PERIOD = Duration.ofMinutes(1);
    /** Between two probes of a server: two that fail are to mean more than one. */
    private static final Duration LEAST = Duration.ofSeconds(30);
    /** When the portal itself could not do it. */
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final Timeline time;
    private final Map<String, Turn> turns = new HashMap<>();

    private static final class Turn {
        final String id;
        /** Of {@link Timeline#nanos()}. */
        long due;
        boolean running;
        /** Whether it did not answer last time. */
        boolean unanswered;
        /** Whether its settings have changed while it was tried. */
        boolean outdated;

        Turn(String id, long due) {
            this.id = id;
            this.due = due;
        }
    }

    ProbeSchedule(Timeline time) {
        this.time = time;
    }

    /**
     * To be called about once a second. The ids of those that are to be tried now; each must be told to {@link #ended}.
     *
     * @param servers all that are registered
     */
    List<String> start(Collection<ServerMonitor> servers) {
        Set<String> there = new HashSet<>();
        List<Turn> due = new ArrayList<>();
        long now = time.nanos();
        for (ServerMonitor server : servers) {
            if (server.lacksAgent()) {
                there.add(server.id());
                Turn turn = turns.computeIfAbsent(server.id(), id -> new Turn(id, first(server)));
                if (!turn.running && turn.due - now <= 0) {
                    turn.unanswered = server.probe() != null && !server.probe().isReached();
                    due.add(turn);
                }
            }
        }
        // One that runs holds its place until it has ended, whatever became of its server.
        turns.values().removeIf(turn -> !turn.running && !there.contains(turn.id));
        due.sort(Comparator.comparingLong(turn -> turn.due - now));
        return start(due);
    }

    private List<String> start(List<Turn> due) {
        int free = AT_ONCE - running(false);
        int freeForUnanswered = UNANSWERED_AT_ONCE - running(true);
        List<String> started = new ArrayList<>();
        for (Turn turn : due) {
            if (free > 0 && (!turn.unanswered || freeForUnanswered > 0)) {
                free--;
                freeForUnanswered -= turn.unanswered ? 1 : 0;
                turn.running = true;
                turn.outdated = false;
                turn.due = time.nanos() + untilTurn(turn.id, LEAST);
                started.add(turn.id);
            }
        }
        return started;
    }

    /** @param unanswered whether only those count that did not answer before */
    private int running(boolean unanswered) {
        return (int) turns.values().stream().filter(turn -> turn.running && (turn.unanswered || !unanswered)).count();
    }

    /** Of one that another node has tried, this is the node that goes on. */
    private long first(ServerMonitor server) {
        Duration least = LEAST.minus(server.sinceProbe());
        return server.probe() == null
                ? time.nanos()
                : time.nanos() + untilTurn(server.id(), least.isNegative() ? Duration.ZERO : least);
    }

    /** By the wall clock, so that it is the same on each node. */
    private long untilTurn(String id, Duration least) {
        long turn = Math.floorMod(id.hashCode() * 0x9E3779B97F4A7C15L, PERIOD.toMillis());
        long until = Math.floorMod(turn - time.instant().toEpochMilli(), PERIOD.toMillis());
        return Duration.ofMillis(until < least.toMillis() ? until + PERIOD.toMillis() : until).toNanos();
    }

    /** Its settings have changed: it is tried anew, and what comes of a probe that is under way doesn't count. */
    void changed(String id) {
        // Also of one that hasn't been looked at yet; who has an agent is dropped at the next look.
        Turn turn = turns.computeIfAbsent(id, unknown -> new Turn(unknown, 0));
        turn.outdated = true;
        turn.due = time.nanos();
    }

    /**
     * A probe that was started is over. Returns whether what came of it counts.
     *
     * @param told false when the portal itself could not do it
     */
    boolean ended(String id, boolean told) {
        Turn turn = turns.get(id);
        if (turn == null) {
            return false;
        }
        turn.running = false;
        if (!told && !turn.outdated) {
            turn.due = time.nanos() + RETRY.toNanos();
        }
        return told && !turn.outdated;
    }

    /** Another node does it from now on. */
    void clear() {
        turns.values().removeIf(turn -> !turn.running);
    }
}
