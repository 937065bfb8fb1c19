package io.ftpcluster.master.persistence.sql;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;

/**
 * Makes ids: UUIDs of version 7 (RFC 9562 section 5.7), so that rows made together lie together in an index and ids of
 * one process sort as they were made. Thread-safe.
 */
public final class Ids {

    private static final int COUNTER_BITS = 12;

    private final SecureRandom random = new SecureRandom();
    private final Clock clock;
    private long last;

    public Ids(Clock clock) {
        this.clock = clock;
    }

    public String next() {
        long stamp = nextStamp();
        long millis = stamp >>> COUNTER_BITS;
        long counter = stamp & ((1 << COUNTER_BITS) - 1);
        long high = millis << 16 | 0x7000 | counter;
        long low = random.nextLong() >>> 2 | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }

    /** Milliseconds and a counter below them (RFC 9562 section 6.2, method 1): never the same twice, never backwards. */
    private synchronized long nextStamp() {
        last = Math.max(last + 1, clock.millis() << COUNTER_BITS);
        return last;
    }
}
