package fleet;

import java.util.Arrays;

/** Times of which percentiles are asked; from any thread. */
final class Latencies {

    private long[] nanos = new long[4096];
    private int count;

    synchronized void add(long value) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = value;
    }

    synchronized void clear() {
        count = 0;
    }

    synchronized int count() {
        return count;
    }

    /** In ms, the smallest value that so many percent don't exceed; NaN without any. */
    synchronized double percentile(double percent) {
        if (count == 0) {
            return Double.NaN;
        }
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        int index = (int) Math.ceil(percent / 100 * count) - 1;
        return sorted[Math.clamp(index, 0, count - 1)] / 1e6;
    }
}
