package io.ftpcluster.master.cluster;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How late event loops were at most in the last 5 to 10 s. Thread-safe. */
public final class LoopLag {

    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final LongSupplier nanoTime;
    private final Set<Beat> beats = ConcurrentHashMap.newKeySet();
    private long windowBegan;
    private long worst;
    private long worstBefore;

    /** @param meters gets a gauge of it */
    public LoopLag(MeterRegistry meters) {
        this(System::nanoTime);
        TimeGauge.builder("ftpcluster.event.loop.lag", this, TimeUnit.NANOSECONDS, lag -> lag.worst().toNanos())
                .strongReference(true)
                .description("How late event loops were at most in the last seconds.")
                .register(meters);
    }

    LoopLag(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.windowBegan = nanoTime.getAsLong();
    }

    /** One event loop's sign of life. */
    final class Beat {
        private volatile long last = nanoTime.getAsLong();

        void note(long lateNanos) {
            last = nanoTime.getAsLong();
            LoopLag.this.note(lateNanos);
        }
    }

    Beat begin() {
        Beat beat = new Beat();
        beats.add(beat);
        return beat;
    }

    /** The loop is stopped: nothing is expected of it. */
    void end(Beat beat) {
        beats.remove(beat);
    }

    /** For how long the event loop that was heard least has been silent: one that has died is silent for ever. */
    public Duration silence() {
        long now = nanoTime.getAsLong();
        return Duration.ofNanos(beats.stream().mapToLong(beat -> now - beat.last).max().orElse(0));
    }

    synchronized void note(long lateNanos) {
        turn();
        worst = Math.max(worst, lateNanos);
    }

    public synchronized Duration worst() {
        turn();
        return Duration.ofNanos(Math.max(worst, worstBefore));
    }

    private void turn() {
        long age = nanoTime.getAsLong() - windowBegan;
        if (age >= WINDOW_NANOS) {
            worstBefore = age >= 2 * WINDOW_NANOS ? 0 : worst;
            worst = 0;
            windowBegan += age;
        }
    }
}
