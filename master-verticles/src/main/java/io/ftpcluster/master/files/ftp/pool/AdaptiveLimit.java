package io.ftpcluster.master.files.ftp.pool;

import java.time.Duration;

/** How many sessions a pool may have: the configured number, or for a while what the server had room for. */
final class AdaptiveLimit {

    private static final Duration LOWERED = Duration.ofMinutes(1);

    private final int configured;
    private int lowered = Integer.MAX_VALUE;
    private long loweredAt;

    AdaptiveLimit(int configured) {
        this.configured = configured;
    }

    int now() {
        if (System.nanoTime() - loweredAt > LOWERED.toNanos()) {
            lowered = Integer.MAX_VALUE;
        }
        return Math.min(configured, lowered);
    }

    void lower(int sessions) {
        lowered = sessions;
        loweredAt = System.nanoTime();
    }
}
