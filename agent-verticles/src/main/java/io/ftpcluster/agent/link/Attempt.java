package io.ftpcluster.agent.link;

import java.time.Duration;

/**
 * How one attempt to hold a link ended.
 *
 * @param lasted since the portal's welcome; zero without one
 * @param retryAfter what the portal asked for at least; zero when it didn't
 */
record Attempt(End end, Duration lasted, Duration retryAfter) {

    /** What follows from it. */
    enum End {
        /** Nobody there, or the link broke. */
        FAILED,
        /** Trying again soon would only meet the same. */
        REFUSED,
        /** The portal stops, and another one or its successor takes over. */
        GOING_AWAY
    }
}
