package io.ftpcluster.master.telemetry.history;

import io.ftpcluster.messages.Telemetry.Point;
import io.ftpcluster.messages.Telemetry.Resolution;
import io.ftpcluster.messages.Telemetry.Series;
import java.util.ArrayList;
import java.util.List;

/** Sums finer points up to those of a series. Means count alike, however many samples they were made of. */
final class SeriesBuilder {

    private static final double DECIMALS = 1000;

    private final SeriesPlan plan;
    private final double[] sums;
    private final int[] counts;
    private final float[] highest;

    SeriesBuilder(SeriesPlan plan) {
        this.plan = plan;
        int cells = (int) ((plan.to() - plan.from() - 1) / plan.step() + 1) * Points.METRICS;
        this.sums = new double[cells];
        this.counts = new int[cells];
        this.highest = new float[cells];
    }

    /** @param start of the first point, in seconds since the epoch */
    void add(Resolution resolution, long start, Points points) {
        for (int i = 0; i < points.size(); i++) {
            long second = start + (long) i * TimeBuckets.step(resolution);
            if (second >= plan.from() && second < plan.to()) {
                add((int) ((second - plan.from()) / plan.step()) * Points.METRICS, points, i);
            }
        }
    }

    private void add(int cell, Points points, int point) {
        for (int metric = 0; metric < Points.METRICS; metric++) {
            float mean = points.mean(point, metric);
            if (!Float.isNaN(mean)) {
                int at = cell + metric;
                sums[at] += mean;
                highest[at] = Points.higher(counts[at] == 0 ? Float.NaN : highest[at], points.highest(point, metric));
                counts[at]++;
            }
        }
    }

    Series build() {
        List<Point> points = new ArrayList<>();
        for (int cell = 0; cell < sums.length; cell += Points.METRICS) {
            List<Double> means = new ArrayList<>(Points.METRICS);
            List<Double> highs = new ArrayList<>(Points.METRICS);
            boolean any = false;
            for (int at = cell; at < cell + Points.METRICS; at++) {
                any |= counts[at] > 0;
                means.add(counts[at] == 0 ? null : rounded(sums[at] / counts[at]));
                highs.add(counts[at] == 0 ? null : rounded(highest[at]));
            }
            if (any) {
                points.add(new Point(plan.from() + (long) cell / Points.METRICS * plan.step(), means, highs));
            }
        }
        return new Series(plan.step(), points);
    }

    private static double rounded(double value) {
        return Math.round(value * DECIMALS) / DECIMALS;
    }
}
