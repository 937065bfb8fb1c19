package io.ftpcluster.agent.link;

import io.ftpcluster.frames.Protocol;
import io.ftpcluster.frames.Sample;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Minute samples of the time without a link that works, {@link Protocol#MAX_KEPT} at most: then the oldest goes. They remember how
 * long ago they were measured, not when: a clock that is put right during the outage puts them right too. Thread-safe.
 */
public final class Backlog {

    /** So much between two samples, and they are no longer of one minute. */
    private static final int GAP_SECONDS = 30;

    private final Deque<Kept> kept = new ArrayDeque<>();
    private final MinuteAverage minute = new MinuteAverage();
    private long newest;
    private Map<String, Integer> lastUsers = Map.of();

    /** @param at by the wall clock, once it was handed over, as the portal knows it by that; else 0 */
    private record Kept(Sample sample, long nanos, long at) {}

    /** @param nanos {@link System#nanoTime} of the measurement */
    public synchronized void add(Sample sample, long nanos) {
        boolean anotherTime = nanos - newest > TimeUnit.SECONDS.toNanos(sample.seconds() + GAP_SECONDS);
        if (anotherTime && !minute.isEmpty()) {
            finishMinute(newest);
        }
        minute.add(sample);
        newest = nanos;
        if (minute.isFull()) {
            finishMinute(nanos);
        }
    }

    private void finishMinute(long nanos) {
        Sample sample = minute.take();
        // Who is connected rarely changes; a day of equal lists needs only one.
        Map<String, Integer> users = sample.ftpUsers().equals(lastUsers) ? lastUsers : sample.ftpUsers();
        lastUsers = users;
        if (kept.size() == Protocol.MAX_KEPT) {
            kept.removeFirst();
        }
        kept.addLast(new Kept(copy(sample, sample.at(), users), nanos, 0));
    }

    /** Ends the minute that has begun, as from now on the portal gets each sample itself. */
    public synchronized void linked() {
        if (!minute.isEmpty()) {
            finishMinute(newest);
        }
    }

    /**
     * The oldest ones; the same until they were {@link #stored}.
     *
     * @param most at most so many
     * @param nowMillis by the wall clock
     * @param nanos {@link System#nanoTime} of the same moment
     */
    public synchronized List<Sample> oldest(int most, long nowMillis, long nanos) {
        List<Kept> batch = new ArrayList<>();
        for (Iterator<Kept> next = kept.iterator(); batch.size() < most && next.hasNext();) {
            batch.add(next.next());
        }
        batch.forEach(taken -> kept.removeFirst());
        List<Kept> dated = batch.stream().map(each -> dated(each, nowMillis, nanos)).toList();
        for (int i = dated.size() - 1; i >= 0; i--) {
            kept.addFirst(dated.get(i));
        }
        return dated.stream().map(Kept::sample).toList();
    }

    private static Kept dated(Kept each, long nowMillis, long nanos) {
        if (each.at() != 0) {
            return each;
        }
        long at = Math.max(1, nowMillis - TimeUnit.NANOSECONDS.toMillis(nanos - each.nanos()));
        return new Kept(copy(each.sample(), at, each.sample().ftpUsers()), each.nanos(), at);
    }

    /**
     * Forgets what the portal has.
     *
     * @param at the newest of it; what was never handed over stays
     * @return whether there was any
     */
    public synchronized boolean stored(long at) {
        int before = kept.size();
        while (!kept.isEmpty() && kept.getFirst().at() != 0 && kept.getFirst().at() <= at) {
            kept.removeFirst();
        }
        return kept.size() < before;
    }

    /** Without the minute that has begun. */
    public synchronized int size() {
        return kept.size();
    }

    private static Sample copy(Sample of, long at, Map<String, Integer> users) {
        return of.measuredAt(at).withUsers(users);
    }
}
