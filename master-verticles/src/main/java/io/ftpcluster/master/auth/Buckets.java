package io.ftpcluster.master.auth;

import io.ftpcluster.master.rate.Gcra;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Token buckets by name. Thread-safe. */
interface Buckets {

    /** What came of taking a token. */
    sealed interface Outcome {

        /** @param back returns the token; to be run once at most */
        record Taken(Runnable back) implements Outcome {}

        /** @param freeIn time until there is a token, more than zero */
        record Empty(Duration freeIn) implements Outcome {}
    }

    /**
     * How large buckets are.
     *
     * @param burst tokens in a full one
     * @param interval after which there is one more
     */
    record Size(int burst, Duration interval) {

        /** Untouched for so long it is full, which is what a bucket that isn't there means. */
        Duration untilFull() {
            return interval.multipliedBy(burst);
        }

        /** @param unit of the clock */
        Gcra rate(TimeUnit unit) {
            return Gcra.of(burst, interval, unit);
        }
    }

    /** Takes a token from the bucket of that name. Never fails. */
    Future<Outcome> take(String name);
}
