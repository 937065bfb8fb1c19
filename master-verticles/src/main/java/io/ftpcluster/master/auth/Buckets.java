package io.ftpcluster.master.auth;

import io.vertx.core.Future;
import java.time.Duration;

/** Token buckets by name, each kept as the one moment at which it is full again (as GCRA does). Thread-safe. */
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
    }

    /** Takes a token from the bucket of that name. Never fails. */
    Future<Outcome> take(String name);
}
