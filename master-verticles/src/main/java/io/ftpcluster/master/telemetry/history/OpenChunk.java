package io.ftpcluster.master.telemetry.history;

import io.ftpcluster.messages.Telemetry.Resolution;
import java.util.Arrays;

/**
 * A chunk that is being filled, on all nodes alike. What another node or an earlier run has stored of it is taken over
 * before it is stored from here.
 */
final class OpenChunk {

    private final Resolution resolution;
    private final long start;
    private final Points points;
    /** Samples in the point that is being filled, of each metric. */
    private final byte[] counts = new byte[Points.METRICS];
    private int current = -1;
    private boolean dirty;
    /** Of its points, one bit each: those of which this node may have heard a part only. */
    private long doubtful;
    /** The term of leading in which it has taken over what was stored; 0: none. */
    private long completeIn;

    OpenChunk(Resolution resolution, long second) {
        this(resolution, TimeBuckets.chunk(resolution, second), new Points(TimeBuckets.points(resolution)));
    }

    private OpenChunk(Resolution resolution, long start, Points points) {
        this.resolution = resolution;
        this.start = start;
        this.points = points;
    }

    /** What is known of it now. */
    OpenChunk copy() {
        OpenChunk copy = new OpenChunk(resolution, start, points.copy());
        copy.doubtful = doubtful;
        return copy;
    }

    Resolution resolution() {
        return resolution;
    }

    long start() {
        return start;
    }

    Points points() {
        return points;
    }

    boolean holds(long second) {
        return second >= start && TimeBuckets.chunk(resolution, second) == TimeBuckets.chunk(resolution, start);
    }

    void add(long second, float[] values) {
        int point = index(second);
        if (point != current) {
            current = point;
            Arrays.fill(counts, (byte) 0);
        }
        for (int metric = 0; metric < Points.METRICS; metric++) {
            float value = values[metric];
            if (!Float.isNaN(value)) {
                add(point, metric, value);
            }
        }
        dirty = true;
    }

    private void add(int point, int metric, float value) {
        float mean = points.mean(point, metric);
        if (Float.isNaN(mean)) {
            points.set(point, metric, value, value);
        } else {
            // A point that was there when the clock came back to it counts as one sample.
            int count = Math.max(1, counts[metric]);
            points.set(point, metric, mean + (value - mean) / (count + 1),
                    Points.higher(points.highest(point, metric), value));
        }
        counts[metric] = (byte) Math.min(Byte.MAX_VALUE, Math.max(counts[metric], Float.isNaN(mean) ? 0 : 1) + 1);
    }

    /** What was measured while nobody listened. */
    void fill(long second, float[] values) {
        points.fill(index(second), values);
        dirty = true;
    }

    private int index(long second) {
        return (int) ((second - start) / TimeBuckets.step(resolution));
    }

    /** Whether it has something that wasn't asked for since. */
    boolean takeDirty() {
        boolean was = dirty;
        dirty = false;
        return was;
    }

    /** Not all was heard that is in the point of this second. */
    void doubt(long second) {
        doubtful |= 1L << index(second);
    }

    /** Takes over what was stored of it: points that aren't here, and a share of those that are in doubt. */
    void complete(Points stored) {
        for (int point = 0; point < stored.size(); point++) {
            boolean inDoubt = (doubtful & 1L << point) != 0;
            for (int metric = 0; metric < Points.METRICS; metric++) {
                float other = stored.mean(point, metric);
                if (!Float.isNaN(other)) {
                    float own = points.mean(point, metric);
                    float mean = Float.isNaN(own) ? other : inDoubt ? (own + other) / 2 : own;
                    points.set(point, metric, mean,
                            Points.higher(points.highest(point, metric), stored.highest(point, metric)));
                }
            }
            doubtful &= ~(1L << point);
        }
    }

    boolean isCompleteIn(long term) {
        return completeIn == term;
    }

    void setCompleteIn(long term) {
        completeIn = term;
    }

    /** It is to be stored again. */
    void setDirty() {
        dirty = true;
    }
}
