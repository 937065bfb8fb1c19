package io.ftpcluster.master.rate;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The generic cell rate algorithm (ITU-T I.371), as a token bucket. All that is kept of a bucket is one number, the time at
 * which it is full again (the theoretical arrival time), so it fits an atomic, a cache, and a map of the cluster; where there
 * is none, the bucket is full. Times are in the unit of the period, and may overflow as those of {@link System#nanoTime} do.
 *
 * @param burst tokens in a full bucket
 * @param period after which there is one more
 */
public record Gcra(int burst, long period) {

    public Gcra {
        if (burst < 1 || period < 1 || period > Long.MAX_VALUE / 2 / burst) {
            throw new IllegalArgumentException("No rate: " + burst + " at once, then one each " + period);
        }
    }

    /** @param unit of the clock */
    public static Gcra of(int burst, Duration period, TimeUnit unit) {
        return new Gcra(burst, unit.convert(period));
    }

    /**
     * What came of asking for a token.
     *
     * @param fullAt of the bucket from now on
     * @param delay until there is a token; zero when one was taken
     */
    public record Answer(long fullAt, long delay) {

        public boolean isTaken() {
            return delay == 0;
        }
    }

    /** @param fullAt as kept of the bucket; of one that is new, the time itself */
    public Answer take(long fullAt, long now) {
        long capacity = burst * period;
        // No clock that goes right has written more than that; a wrong one must lock nobody out.
        long ahead = Math.clamp(fullAt - now, 0, capacity);
        long delay = ahead + period - capacity;
        return delay > 0 ? new Answer(now + ahead, delay) : new Answer(now + ahead + period, 0);
    }

    /** @return when the bucket is full, once a token has gone back to it */
    public long giveBack(long fullAt) {
        return fullAt - period;
    }
}
