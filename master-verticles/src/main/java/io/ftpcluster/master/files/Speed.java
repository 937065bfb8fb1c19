package io.ftpcluster.master.files;

/** How fast something moves now: over its last samples, not over its whole life. For one thread at a time. */
final class Speed {

    /** With a sample a second: about so many seconds. */
    private static final int SAMPLES = 5;
    private static final double NANOS = 1e9;

    private final long[] times = new long[SAMPLES];
    private final long[] counts = new long[SAMPLES];
    private int next;
    private int filled;

    /** @param now in nanoseconds, from any origin; nothing has moved yet */
    Speed(long now) {
        sample(now, 0);
    }

    /** @param moved bytes so far */
    void sample(long now, long moved) {
        times[next] = now;
        counts[next] = moved;
        next = (next + 1) % SAMPLES;
        filled = Math.min(filled + 1, SAMPLES);
    }

    long bytesPerSecond(long now, long moved) {
        int oldest = filled < SAMPLES ? 0 : next;
        long nanos = now - times[oldest];
        return nanos <= 0 ? 0 : Math.round((moved - counts[oldest]) * NANOS / nanos);
    }
}
