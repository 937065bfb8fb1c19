package fleet;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long an agent waits before it tries again, by the rules of docs/agent.md: exponential with full jitter. */
final class Backoff {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration FIRST_REFUSED = Duration.ofSeconds(60);
    private static final Duration LONGEST_REFUSED = Duration.ofMinutes(15);
    private static final Duration GOING_AWAY = Duration.ofSeconds(2);
    private static final Duration LASTING = Duration.ofSeconds(30);
    private static final int MOST_DOUBLINGS = 20;

    private int failures;
    private int refusals;

    /** How an attempt to hold a link ended. */
    enum End {
        FAILED,
        REFUSED,
        GOING_AWAY
    }

    /** @param lasted since the welcome; zero without one */
    Duration after(End end, Duration lasted, Duration retryAfter) {
        if (lasted.compareTo(LASTING) >= 0) {
            failures = 0;
        }
        if (lasted.compareTo(LONGEST_REFUSED) >= 0) {
            refusals = 0;
        }
        Duration wait = switch (end) {
            case FAILED -> upTo(doubled(FIRST, LONGEST, failures++));
            case REFUSED -> doubled(FIRST_REFUSED, LONGEST_REFUSED, refusals++).plus(upTo(FIRST_REFUSED.dividedBy(2)));
            case GOING_AWAY -> {
                int before = failures++;
                yield before == 0 ? upTo(GOING_AWAY) : upTo(doubled(FIRST, LONGEST, before));
            }
        };
        Duration asked = retryAfter.compareTo(LONGEST_REFUSED) > 0 ? LONGEST_REFUSED : retryAfter;
        return wait.compareTo(asked) < 0 ? asked : wait;
    }

    private static Duration doubled(Duration first, Duration longest, int times) {
        Duration doubled = first.multipliedBy(1L << Math.min(times, MOST_DOUBLINGS));
        return doubled.compareTo(longest) > 0 ? longest : doubled;
    }

    private static Duration upTo(Duration most) {
        return Duration.ofNanos(ThreadLocalRandom.current().nextLong(most.toNanos()));
    }
}
