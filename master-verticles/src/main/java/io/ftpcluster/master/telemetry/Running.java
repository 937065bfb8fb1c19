package io.ftpcluster.master.telemetry;

import io.ftpcluster.messages.Telemetry.Resolution;
import java.util.Arrays;

/** A chunk that is being filled. It begins with its first point, so that one from before a restart stays as it is. */
final class Running {

    private final Resolution resolution;
    private final long start;
    private final Points points;
    /** Samples in the point that is being filled, of each metric. */
    private final byte[] counts = new byte[Points.METRICS];
    private int current = -1;
    private boolean dirty;

    Running(Resolution resolution, long second) {
        this.resolution = resolution;
        this.start = Grid.point(resolution, second);
        this.points = new Points(Grid.points(resolution));
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
        return second >= start && Grid.chunk(resolution, second) == Grid.chunk(resolution, start);
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
            points.set(point, metric, mean + (value - mean) / (count + 1), Points.higher(points.highest(point,
                    metric), value));
        }
        counts[metric] = (byte) Math.min(Byte.MAX_VALUE, Math.max(counts[metric], Float.isNaN(mean) ? 0 : 1) + 1);
    }

    /** What was measured while nobody listened. */
    void fill(long second, float[] values) {
        points.fill(index(second), values);
        dirty = true;
    }

    private int index(long second) {
        return (int) ((second - start) / Grid.step(resolution));
    }

    /** Whether it has something that wasn't asked for since. */
    boolean takeDirty() {
        boolean was = dirty;
        dirty = false;
        return was;
    }
}
