package io.ftpcluster.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/** A clock that moves only when told, and one for durations beside it. */
public final class ManualTime extends Clock implements LongSupplier {

    private final AtomicReference<Instant> now;
    private final AtomicLong nanos = new AtomicLong();

    public ManualTime(Instant start) {
        this.now = new AtomicReference<>(start);
    }

    public void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        jump(time);
    }

    /** Somebody sets the clock; no time passes. */
    public void jump(Duration by) {
        now.updateAndGet(instant -> instant.plus(by));
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    @Override
    public long getAsLong() {
        return nanos.get();
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
