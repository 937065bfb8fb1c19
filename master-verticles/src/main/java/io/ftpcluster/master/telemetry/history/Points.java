package io.ftpcluster.master.telemetry.history;

import io.ftpcluster.frames.Sample;
import io.ftpcluster.messages.Telemetry.Metric;
import java.util.Arrays;

/**
 * Consecutive points of one server: of each metric the mean and the highest value, NaN where nothing was measured. Takes
 * little memory while it has few points, or no point of several samples. Not thread-safe.
 */
public final class Points {

    static final int METRICS = Metric.values().length;
    private static final int FIRST = 4;

    private final int limit;
    private float[] means = {};
    /** Null while it would be the same as {@link #means}. */
    private float[] highest;
    /** The first point that was set; those before it have no place in the arrays. */
    private int first;
    private int size;

    /** @param limit points that it may have */
    Points(int limit) {
        this.limit = limit;
    }

    private Points(Points other) {
        this.limit = other.limit;
        this.first = other.first;
        this.size = other.size;
        int used = (size - first) * METRICS;
        this.means = Arrays.copyOf(other.means, used);
        this.highest = other.highest == null ? null : Arrays.copyOf(other.highest, used);
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
                case ROOT_INODES_PERCENT -> sample.rootInodesPercent();
                case FTP_INODES_PERCENT -> sample.ftpInodesPercent();
            };
            values[next++] = value == null ? Float.NaN : value.floatValue();
        }
        return values;
    }

    /** One more than the last point that was set. */
    public int size() {
        return size;
    }

    public float mean(int point, int metric) {
        return holds(point) ? means[at(point, metric)] : Float.NaN;
    }

    float highest(int point, int metric) {
        return holds(point) ? (highest == null ? means : highest)[at(point, metric)] : Float.NaN;
    }

    private boolean holds(int point) {
        return point >= first && point < size;
    }

    private int at(int point, int metric) {
        return (point - first) * METRICS + metric;
    }

    void set(int point, int metric, float mean, float high) {
        if (Float.isNaN(mean)) {
            return;
        }
        makeRoom(point);
        int at = at(point, metric);
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

    private void makeRoom(int point) {
        if (point >= limit) {
            throw new IllegalArgumentException("At most " + limit + " points");
        }
        if (size == 0) {
            first = point;
        } else if (point < first) {
            int more = (first - point) * METRICS;
            means = moved(means, more, means.length + more);
            highest = highest == null ? null : moved(highest, more, highest.length + more);
            first = point;
        }
        size = Math.max(size, point + 1);
        int before = means.length;
        if ((size - first) * METRICS > before) {
            int capacity = Math.min(limit - first, Math.max(size - first, Math.max(FIRST, 2 * before / METRICS)))
                    * METRICS;
            means = moved(means, 0, capacity);
            highest = highest == null ? null : moved(highest, 0, capacity);
        }
    }

    /** A copy with room before and after. */
    private static float[] moved(float[] values, int before, int capacity) {
        float[] more = new float[capacity];
        Arrays.fill(more, Float.NaN);
        System.arraycopy(values, 0, more, before, values.length);
        return more;
    }
}
