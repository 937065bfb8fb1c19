package fleet;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long an agent waits before it tries again, as docs/agent.md says: exponential with full jitter. */
final class Backoff {

    private static final long LEAST_MILLIS = 1_000;
    private static final long MOST_MILLIS = 60_000;
    private static final long GOING_AWAY_MILLIS = 2_000;
    private static final long REFUSED_MILLIS = 300_000;

    private int failures;
    private boolean goingAway;
    private boolean refused;

    void succeeded() {
        failures = 0;
        goingAway = false;
        refused = false;
    }

    void goingAway() {
        goingAway = true;
    }

    void refused() {
        refused = true;
    }

    Duration next() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        if (refused) {
            return Duration.ofMillis(REFUSED_MILLIS / 2 + random.nextLong(REFUSED_MILLIS / 2));
        }
        if (goingAway) {
            goingAway = false;
            return Duration.ofMillis(random.nextLong(GOING_AWAY_MILLIS));
        }
        long most = Math.min(MOST_MILLIS, LEAST_MILLIS << Math.min(failures, 10));
        failures++;
        return Duration.ofMillis(random.nextLong(most));
    }
}
