package io.ftpcluster.master.telemetry.links;

import java.util.concurrent.TimeUnit;

/**
 * How many frames an agent may send: in all, {@value #BURST} at once and {@value #PER_SECOND} a second in the long run. The
 * burst is what an interval of one second saves up while the network stands still, just before the link is given up.
 */
final class FrameBudget {

    static final int BURST = 40;
    static final int PER_SECOND = 4;

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final int burst;
    private final long nanosEach;
    /** The moment at which all of it is free again (GCRA): one number instead of a count and a time. */
    private long fullAt;

    /** Of all frames of a link. */
    FrameBudget(long now) {
        this(now, BURST, PER_SECOND);
    }

    FrameBudget(long now, int burst, int perSecond) {
        this.fullAt = now;
        this.burst = burst;
        this.nanosEach = SECOND / perSecond;
    }

    boolean take(long now) {
        long next = (fullAt - now < 0 ? now : fullAt) + nanosEach;
        if (next - now > burst * nanosEach) {
            return false;
        }
        fullAt = next;
        return true;
    }

    /** For a frame that was asked for. */
    void giveBack() {
        fullAt -= nanosEach;
    }
}
