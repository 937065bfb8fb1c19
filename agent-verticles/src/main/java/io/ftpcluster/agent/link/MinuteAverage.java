package io.ftpcluster.agent.link;

import io.ftpcluster.frames.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Puts the samples of about a minute together into one. Not thread-safe. */
final class MinuteAverage {

    static final int SECONDS = 60;

    private final List<Sample> samples = new ArrayList<>();
    private int seconds;

    void add(Sample sample) {
        samples.add(sample);
        seconds += sample.seconds();
    }

    boolean isEmpty() {
        return samples.isEmpty();
    }

    /** Whether the next sample would belong to another minute. */
    boolean isFull() {
        return seconds >= SECONDS;
    }

    /** Averages weighted by the time that each stands for, and the newest of what is as of its end; begins anew. */
    Sample take() {
        Sample last = samples.get(samples.size() - 1);
        Sample whole = new Sample(last.at(), Math.min(seconds, 3600), average(Sample::memPercent), last.memBytes(),
                average(Sample::cpuPercent), average(Sample::rootDiskPercent), last.rootDiskBytes(),
                average(Sample::ftpDiskPercent), last.ftpDiskBytes(), average(Sample::load1),
                average(Sample::receivedPerSecond), average(Sample::sentPerSecond), last.uptimeSeconds(),
                last.ftpSessions(), last.ftpUsers(), last.ftpState(), average(Sample::rootInodesPercent),
                average(Sample::ftpInodesPercent));
        samples.clear();
        seconds = 0;
        return whole;
    }

    /** Null when none of them knows it. */
    private Double average(Function<Sample, Double> value) {
        double sum = 0;
        double weight = 0;
        for (Sample sample : samples) {
            Double measured = value.apply(sample);
            if (measured != null) {
                double own = Math.max(sample.seconds(), 1);
                sum += measured * own;
                weight += own;
            }
        }
        return weight == 0 ? null : Double.valueOf(sum / weight);
    }
}
