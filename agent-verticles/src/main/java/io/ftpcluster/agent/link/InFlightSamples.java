package io.ftpcluster.agent.link;

import io.ftpcluster.frames.Sample;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Samples that were sent on a link and may not have arrived, {@value #MOST} at most: then the oldest counts as arrived.
 * Each has a number, from 1 on. Not thread-safe.
 */
final class InFlightSamples {

    /** Twice what an interval of one second sends until silence ends the link. */
    static final int MOST = 100;

    private final Deque<Sent> samples = new ArrayDeque<>();
    private long last;

    private record Sent(Sample sample, long nanos) {}

    /** @param nanos {@link System#nanoTime} of the measurement */
    void add(Sample sample, long nanos) {
        if (samples.size() == MOST) {
            samples.removeFirst();
        }
        samples.addLast(new Sent(sample, nanos));
        last++;
    }

    /** The number of the newest; 0 without. */
    long last() {
        return last;
    }

    /** @param number up to which all have arrived */
    void arrived(long number) {
        while (!samples.isEmpty() && last - samples.size() < number) {
            samples.removeFirst();
        }
    }

    /** In the order in which they were measured; none is left. */
    void moveTo(Backlog backlog) {
        samples.forEach(each -> backlog.add(each.sample(), each.nanos()));
        samples.clear();
    }
}
