package io.ftpcluster.agent.link;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: exponential with full jitter, so that the agents of a portal that comes back
 * spread over the time. Not thread-safe.
 */
final class Backoff {

    private static final int MOST_DOUBLINGS = 20;

    private final Timings timings;
    private final int masters;
    private final RandomGenerator random;
    private int failures;
    private int refusals;

    /** @param masters tried in turn: only when each has failed does the wait double */
    Backoff(Timings timings, int masters, RandomGenerator random) {
        this.timings = timings;
        this.masters = masters;
        this.random = random;
    }

    Duration after(Attempt attempt) {
        if (attempt.lasted().compareTo(timings.lasting()) >= 0) {
            failures = 0;
        }
        // Two agents with one token replace each other for ever; a minute's link must not make them quicker.
        if (attempt.lasted().compareTo(timings.longestRefusedWait()) >= 0) {
            refusals = 0;
        }
        Duration wait = switch (attempt.end()) {
            case FAILED -> upTo(doubled(timings.firstWait(), timings.longestWait(), failures++ / masters));
            case REFUSED -> doubled(timings.firstRefusedWait(), timings.longestRefusedWait(), refusals++)
                    .plus(upTo(timings.firstRefusedWait().dividedBy(2)));
            case GOING_AWAY -> goingAway();
        };
        Duration asked = atMost(attempt.retryAfter(), timings.longestRefusedWait());
        return wait.compareTo(asked) < 0 ? asked : wait;
    }

    /** A portal that stops again and again is one that fails. */
    private Duration goingAway() {
        int before = failures++;
        return before == 0
                ? upTo(timings.goingAwayWait())
                : upTo(doubled(timings.firstWait(), timings.longestWait(), before / masters));
    }

    private static Duration doubled(Duration first, Duration longest, int times) {
        return atMost(first.multipliedBy(1L << Math.min(times, MOST_DOUBLINGS)), longest);
    }

    private static Duration atMost(Duration value, Duration most) {
        return value.compareTo(most) > 0 ? most : value;
    }

    private Duration upTo(Duration most) {
        return Duration.ofNanos((long) (random.nextDouble() * most.toNanos()));
    }
}
