package io.ftpcluster.master.telemetry.links;

import java.util.concurrent.TimeUnit;

/**
 * How many frames an agent may send: {@value #BURST} at once, and {@value #PER_SECOND} a second in the long run. The burst
 * is what an interval of one second saves up while the network stands still, just before the link is given up.
 */
final class FrameBudget {

    static final int BURST = 40;
    static final int PER_SECOND = 4;

    private static final long NANOS_EACH = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;

    /** The moment at which all of it is free again (GCRA): one number instead of a count and a time. */
    private long fullAt;

    FrameBudget(long now) {
        this.fullAt = now;
    }

    boolean take(long now) {
        long next = (fullAt - now < 0 ? now : fullAt) + NANOS_EACH;
        if (next - now > BURST * NANOS_EACH) {
            return false;
        }
        fullAt = next;
        return true;
    }

    /** For a frame that was asked for. */
    void giveBack() {
        fullAt -= NANOS_EACH;
    }
}
