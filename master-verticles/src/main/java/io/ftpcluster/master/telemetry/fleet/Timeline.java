package io.ftpcluster.master.telemetry.fleet;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * Two kinds of time: what people's clocks say, and what durations are measured with. The latter never jumps, and stands
 * still while this process did: a machine that slept must not find all of its servers late. Not thread-safe.
 */
public final class Timeline {

    /** Between two ticks, which come each second; what is longer was a pause of ours. */
    private static final long LONGEST = Duration.ofSeconds(5).toNanos();

    private final Clock clock;
    private final LongSupplier nanos;
    private long last;
    private long lived;

    /** @param nanos as {@link System#nanoTime} */
    public Timeline(Clock clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
        this.last = nanos.getAsLong();
    }

    /** To be called about once a second. Whether this process stood still before. */
    boolean tick() {
        long now = nanos.getAsLong();
        long passed = now - last;
        last = now;
        lived += Math.min(passed, LONGEST);
        return passed > LONGEST;
    }

    /** In nanoseconds since some moment; for differences. */
    public long nanos() {
        return lived + Math.min(nanos.getAsLong() - last, LONGEST);
    }

    /** By the wall clock, which may jump. */
    public Instant instant() {
        return clock.instant();
    }
}
