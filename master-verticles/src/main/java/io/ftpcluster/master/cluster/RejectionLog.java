package io.ftpcluster.master.cluster;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What is told of strangers at a port: each address and reason once, then once a minute with how often; of many different ones
 * 20 lines a minute. Remembers the last 200. Thread-safe.
 */
final class RejectionLog {

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final int MAX_LINES = 20;
    private static final int MAX_KNOWN = 200;

    private final LongSupplier nanoTime;
    private final LinkedHashMap<Stranger, Count> known = new LinkedHashMap<>();
    private long minuteBegan;
    private int lines;
    private int untold;

    /** @param reason short, for people */
    private record Stranger(String address, String reason) {}

    /** @param toldAt nanoseconds */
    private record Count(long toldAt, int since) {}

    RejectionLog(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.minuteBegan = nanoTime.getAsLong();
    }

    /** The line to be written for this one, or none. */
    synchronized Optional<String> refused(String address, String reason) {
        long now = nanoTime.getAsLong();
        if (now - minuteBegan >= MINUTE) {
            minuteBegan = now;
            lines = 0;
        }
        Stranger stranger = new Stranger(address, reason);
        Count before = known.remove(stranger);
        boolean recent = before != null && now - before.toldAt() < MINUTE;
        if (recent) {
            known.put(stranger, new Count(before.toldAt(), before.since() + 1));
            return Optional.empty();
        }
        if (lines >= MAX_LINES) {
            untold++;
            return Optional.empty();
        }
        lines++;
        known.put(stranger, new Count(now, 0));
        forgetTheOldest();
        return Optional.of(address + ": " + reason + again(before) + others());
    }

    private void forgetTheOldest() {
        while (known.size() > MAX_KNOWN) {
            var oldest = known.pollFirstEntry();
            untold += oldest.getValue().since();
        }
    }

    private static String again(Count before) {
        return before == null || before.since() == 0 ? "" : " (and " + before.since() + " times before this)";
    }

    private String others() {
        int told = untold;
        untold = 0;
        return told == 0 ? "" : " (and " + told + " others before this)";
    }
}
