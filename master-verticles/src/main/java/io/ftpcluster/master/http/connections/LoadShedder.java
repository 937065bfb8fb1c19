package io.ftpcluster.master.http.connections;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * When there are more connections than there may be, gives up those that have waited longest for their clients: for a request,
 * for the end of its head or of its body. Clients know that this may happen to idle ones at any time (RFC 9112, 9.5).
 * Thread-safe.
 */
final class LoadShedder {

    /** So many of all at once make room: looking at all connections for each one that comes would be too much. */
    private static final int SHED_PART = 64;
    /** More than this part beyond the bound, or this many, never have their descriptors. */
    private static final int CLOSING_PART = 16;
    private static final int CLOSING = 16;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final int limit;
    private final Collection<ConnectionWatch> open;
    private final AtomicInteger count;
    /** Of those that are open, what was given up and needn't be counted. */
    private final Set<ConnectionWatch> closing = ConcurrentHashMap.newKeySet();
    private final ReentrantLock shedding = new ReentrantLock();
    private long next = System.nanoTime();

    /**
     * @param limit of connections
     * @param open all that may be given up; may be changed by others meanwhile
     * @param count of all, those included that ask for room
     */
    LoadShedder(int limit, Collection<ConnectionWatch> open, AtomicInteger count) {
        this.limit = limit;
        this.open = open;
        this.count = count;
    }

    /** Whether there is room for all that are counted; gives up others where that makes it. */
    boolean hasRoom() {
        return !isFull() || shed();
    }

    private boolean isFull() {
        return excess() > 0;
    }

    private int excess() {
        return count.get() - closing.size() - limit;
    }

    private boolean shed() {
        shedding.lock();
        try {
            long now = System.nanoTime();
            // Until those that were given up before are gone, they have their descriptors still.
            boolean most = closing.size() >= Math.max(CLOSING, limit / CLOSING_PART);
            if (isFull() && !most && now - next >= 0) {
                List<Idle> idle = idle(now);
                // One that has something to do after all stays beyond the bound until then.
                idle.stream()
                        .limit(Math.max(excess(), Math.ceilDiv(limit, SHED_PART)))
                        .map(Idle::watch)
                        .forEach(watch -> {
                            closing.add(watch);
                            watch.shed(() -> closing.remove(watch));
                        });
                next = idle.isEmpty() ? now + PAUSE_NANOS : now;
            }
            return !isFull();
        } finally {
            shedding.unlock();
        }
    }

    private record Idle(ConnectionWatch watch, long nanos) {}

    /** The longest first. */
    private List<Idle> idle(long now) {
        List<Idle> idle = new ArrayList<>();
        for (ConnectionWatch watch : open) {
            if (watch.isIdle() && !closing.contains(watch)) {
                idle.add(new Idle(watch, now - watch.idleSince()));
            }
        }
        idle.sort(Comparator.comparingLong(Idle::nanos).reversed());
        return idle;
    }

    /** To be told of each that has closed, after it was taken from the count. */
    void closed(ConnectionWatch watch) {
        closing.remove(watch);
    }
}
