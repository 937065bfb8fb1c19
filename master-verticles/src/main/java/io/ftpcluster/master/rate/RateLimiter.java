package io.ftpcluster.master.rate;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** One bucket. Thread-safe. */
public final class RateLimiter {

    private final Gcra rate;
    private final AtomicLong fullAt;

    /** Full. */
    public RateLimiter(Gcra rate, long now) {
        this.rate = rate;
        this.fullAt = new AtomicLong(now);
    }

    /** At once, and then not again before the period is over; by {@link System#nanoTime}. */
    public static RateLimiter onceEach(Duration period) {
        return new RateLimiter(Gcra.of(1, period, TimeUnit.NANOSECONDS), System.nanoTime());
    }

    /** By {@link System#nanoTime}. */
    public boolean tryAcquire() {
        return tryAcquire(System.nanoTime());
    }

    public boolean tryAcquire(long now) {
        while (true) {
            long before = fullAt.get();
            Gcra.Answer answer = rate.take(before, now);
            if (!answer.isTaken()) {
                return false;
            }
            if (fullAt.compareAndSet(before, answer.fullAt())) {
                return true;
            }
        }
    }

    public void giveBack() {
        fullAt.updateAndGet(rate::giveBack);
    }
}
