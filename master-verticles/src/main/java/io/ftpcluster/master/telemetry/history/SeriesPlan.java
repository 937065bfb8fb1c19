package io.ftpcluster.master.telemetry.history;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.messages.Telemetry.FindSeries;
import io.ftpcluster.messages.Telemetry.Resolution;
import java.time.Duration;
import java.time.Instant;

/**
 * How a question for a series is answered: from which chunks, with which step. {@code from} and {@code to} are in seconds
 * since the epoch, {@code from} a multiple of the step.
 */
record SeriesPlan(Resolution resolution, int step, long from, long to) {

    static final int MOST_POINTS = 2000;
    /** A chart has no more to show. */
    private static final int USUAL_POINTS = 1500;
    private static final int DAY = 86_400;
    private static final int[] STEPS = {5, 60, 300, 900, 3600, 6 * 3600, DAY, 7 * DAY};
    /** With some patience for who asks for the last hour a moment later. */
    private static final Duration SECONDS_KEPT = Duration.ofMinutes(65);
    private static final Duration MINUTES_KEPT = Duration.ofDays(30).plusHours(1);

    /** INVALID for a span that is empty or, with the step that was asked for, has too many points. */
    static SeriesPlan of(FindSeries asked, Instant now) {
        long from = asked.from().getEpochSecond();
        long to = asked.to().getEpochSecond();
        if (from < 0 || from >= to) {
            throw Failure.invalid("to", "must be later than from").exception();
        }
        if (asked.step() < 0) {
            throw Failure.invalid("step", "must be a number of seconds").exception();
        }
        int finest = finest(asked.from(), now);
        int step = asked.step() == 0 ? fitting(to - from, finest) : Math.max(asked.step(), finest);
        Resolution resolution = resolution(step);
        int whole = step / TimeBuckets.step(resolution) * TimeBuckets.step(resolution);
        int rounded = whole < step ? whole + TimeBuckets.step(resolution) : whole;
        if ((to - from) / rounded >= MOST_POINTS) {
            throw Failure
                    .invalid("step",
                            "makes more than " + MOST_POINTS + " points; ask for a shorter time or a" + " longer step")
                    .exception();
        }
        return new SeriesPlan(resolution, rounded, TimeBuckets.floor(from, rounded), to);
    }

    private static int finest(Instant from, Instant now) {
        Duration age = Duration.between(from, now);
        if (age.compareTo(SECONDS_KEPT) <= 0) {
            return TimeBuckets.step(Resolution.SECONDS);
        }
        return TimeBuckets.step(age.compareTo(MINUTES_KEPT) <= 0 ? Resolution.MINUTES : Resolution.HOURS);
    }

    private static int fitting(long span, int finest) {
        for (int step : STEPS) {
            if (step >= finest && span / step <= USUAL_POINTS) {
                return step;
            }
        }
        return STEPS[STEPS.length - 1];
    }

    private static Resolution resolution(int step) {
        if (step < TimeBuckets.step(Resolution.MINUTES)) {
            return Resolution.SECONDS;
        }
        return step < TimeBuckets.step(Resolution.HOURS) ? Resolution.MINUTES : Resolution.HOURS;
    }
}
