package io.ftpcluster.master.telemetry;

import io.ftpcluster.frames.Sample;
import io.ftpcluster.messages.Telemetry.Metric;
import java.util.Arrays;

/**
 * Consecutive points of one server: of each metric the mean and the highest value, NaN where nothing was measured. Takes
 * little memory while it has few points, or no point of several samples. Not thread-safe.
 */
final class Points {

    static final int METRICS = Metric.values().length;
    private static final int FIRST = 4;

    private final int limit;
    private float[] means = {};
    /** Null while it would be the same as {@link #means}. */
    private float[] highest;
    private int size;

    /** @param limit points that it may have */
    Points(int limit) {
        this.limit = limit;
    }

    private Points(Points other) {
        this.limit = other.limit;
        this.size = other.size;
        this.means = Arrays.copyOf(other.means, size * METRICS);
        this.highest = other.highest == null ? null : Arrays.copyOf(other.highest, size * METRICS);
    }

    Points copy() {
        return new Points(this);
    }

    /** In the order of {@link Metric}. */
    static float[] values(Sample sample) {
        float[] values = new float[METRICS];
        int next = 0;
        for (Metric metric : Metric.values()) {
            Number value = switch (metric) {
                case MEM_PERCENT -> sample.memPercent();
                case CPU_PERCENT -> sample.cpuPercent();
                case ROOT_DISK_PERCENT -> sample.rootDiskPercent();
                case FTP_DISK_PERCENT -> sample.ftpDiskPercent();
                case LOAD_1M -> sample.load1();
                case RECEIVED_BYTES_PER_SECOND -> sample.receivedPerSecond();
                case SENT_BYTES_PER_SECOND -> sample.sentPerSecond();
                case FTP_SESSIONS -> sample.ftpSessions();
            };
            values[next++] = value == null ? Float.NaN : value.floatValue();
        }
        return values;
    }

    /** One more than the last point that was set. */
    int size() {
        return size;
    }

    float mean(int point, int metric) {
        return point < size ? means[point * METRICS + metric] : Float.NaN;
    }

    float highest(int point, int metric) {
        return point < size ? (highest == null ? means : highest)[point * METRICS + metric] : Float.NaN;
    }

    void set(int point, int metric, float mean, float high) {
        if (Float.isNaN(mean)) {
            return;
        }
        grow(point + 1);
        int at = point * METRICS + metric;
        if (highest == null && high != mean) {
            highest = means.clone();
        }
        means[at] = mean;
        if (highest != null) {
            highest[at] = high;
        }
    }

    /** What was measured at a time that had no point; where it had one, only the highest value may grow. */
    void fill(int point, float[] values) {
        for (int metric = 0; metric < METRICS; metric++) {
            float known = mean(point, metric);
            set(point, metric, Float.isNaN(known) ? values[metric] : known,
                    higher(highest(point, metric), values[metric]));
        }
    }

    /** Makes a point out of many: means of the means, and the highest of all. */
    void summarise(int point, Iterable<Points> parts) {
        for (int metric = 0; metric < METRICS; metric++) {
            double sum = 0;
            int count = 0;
            float high = Float.NaN;
            for (Points part : parts) {
                for (int i = 0; i < part.size(); i++) {
                    float mean = part.mean(i, metric);
                    if (!Float.isNaN(mean)) {
                        sum += mean;
                        count++;
                        high = higher(high, part.highest(i, metric));
                    }
                }
            }
            if (count > 0) {
                set(point, metric, (float) (sum / count), high);
            }
        }
    }

    /** The one that is a number, when only one is. */
    static float higher(float a, float b) {
        return Float.isNaN(a) || b > a ? b : a;
    }

    private void grow(int points) {
        if (points > limit) {
            throw new IllegalArgumentException("At most " + limit + " points");
        }
        size = Math.max(size, points);
        int before = means.length;
        if (size * METRICS > before) {
            int capacity = Math.min(limit, Math.max(size, Math.max(FIRST, 2 * before / METRICS))) * METRICS;
            means = grown(means, capacity);
            highest = highest == null ? null : grown(highest, capacity);
        }
    }

    private static float[] grown(float[] values, int capacity) {
        float[] more = Arrays.copyOf(values, capacity);
        Arrays.fill(more, values.length, capacity, Float.NaN);
        return more;
    }
}
