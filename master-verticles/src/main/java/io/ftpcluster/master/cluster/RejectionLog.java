package io.ftpcluster.master.cluster;

import io.ftpcluster.text.LogThrottle;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What is told of strangers at a port: each address and reason once, then once a minute with how often; of many different ones
 * 20 lines a minute. Remembers the last 200. Thread-safe.
 */
final class RejectionLog {

    private static final Duration PERIOD = Duration.ofMinutes(1);
    private static final int MAX_LINES = 20;
    private static final int MAX_KNOWN = 200;

    private final LogThrottle throttle;

    /** @param reason short, for people */
    private record Stranger(String address, String reason) {}

    RejectionLog(LongSupplier nanoTime) {
        this.throttle = new LogThrottle(PERIOD, MAX_LINES, MAX_KNOWN, nanoTime);
    }

    /** The line to be written for this one, or none. */
    Optional<String> refused(String address, String reason) {
        return throttle.admit(new Stranger(address, reason)).map(skipped -> address + ": " + reason + skipped);
    }
}
