package io.ftpcluster.text;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Which of many equal events are worth a line in the log: the first, then one in each period; the others are counted. Of many
 * different events there is a bounded number of lines in a period, too. Remembers a bounded number of them, of which those
 * that came last. Thread-safe.
 */
public final class LogThrottle {

    private static final int FEW = 200;

    private final long period;
    private final int maxLines;
    private final int maxKnown;
    private final LongSupplier nanoTime;
    /** Who came last is last. */
    private final LinkedHashMap<Object, Count> known = new LinkedHashMap<>();
    private long periodBegan;
    private int lines;
    private long others;

    /** @param toldAt nanoseconds */
    private record Count(long toldAt, long since) {}

    /**
     * What had no line of its own, for the end of the line that is written.
     *
     * @param same equal events since the line before
     * @param others different ones
     */
    public record Skipped(long same, long others) {

        /** Empty when there were none. */
        @Override
        public String toString() {
            return (same == 0 ? "" : " (and " + same + " times before this)")
                    + (others == 0 ? "" : " (and " + others + " others before this)");
        }
    }

    /** For few different events, each with a line in each period. */
    public LogThrottle(Duration period, LongSupplier nanoTime) {
        this(period, Integer.MAX_VALUE, FEW, nanoTime);
    }

    /**
     * @param maxLines of all events in one period
     * @param maxKnown different events that are remembered
     * @param nanoTime monotonic
     */
    public LogThrottle(Duration period, int maxLines, int maxKnown, LongSupplier nanoTime) {
        this.period = period.toNanos();
        this.maxLines = maxLines;
        this.maxKnown = maxKnown;
        this.nanoTime = nanoTime;
        this.periodBegan = nanoTime.getAsLong();
    }

    /** For what goes on until it is {@link #over}: one line each time that it begins. */
    public static LogThrottle untilOver() {
        return new LogThrottle(Duration.ofNanos(Long.MAX_VALUE), () -> 0);
    }

    /**
     * One more of these; present when a line is to be written for it.
     *
     * @param event equal for events of which one line is enough
     */
    public synchronized Optional<Skipped> admit(Object event) {
        long now = nanoTime.getAsLong();
        if (now - periodBegan >= period) {
            periodBegan = now;
            lines = 0;
        }
        Count before = known.remove(event);
        if (before != null && now - before.toldAt() < period) {
            known.put(event, new Count(before.toldAt(), before.since() + 1));
            return Optional.empty();
        }
        if (lines >= maxLines) {
            others++;
            return Optional.empty();
        }
        lines++;
        known.put(event, new Count(now, 0));
        forgetTheOldest();
        Skipped skipped = new Skipped(before == null ? 0 : before.since(), others);
        others = 0;
        return Optional.of(skipped);
    }

    /** The next one is another one, and has a line again. Returns whether this one had one. */
    public synchronized boolean over(Object event) {
        return known.remove(event) != null;
    }

    private void forgetTheOldest() {
        Iterator<Count> oldest = known.values().iterator();
        while (known.size() > maxKnown) {
            others += oldest.next().since();
            oldest.remove();
        }
    }
}
