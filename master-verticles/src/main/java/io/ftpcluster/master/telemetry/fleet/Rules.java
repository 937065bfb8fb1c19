package io.ftpcluster.master.telemetry.fleet;

import java.time.Duration;

/** When a server is no longer live, by how long it has been silent. */
final class Rules {

    /** Beyond two intervals: the way here isn't always equally long. */
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final Duration OFFLINE = Duration.ofSeconds(30);
    private static final int OFFLINE_INTERVALS = 6;
    /** How long a link may be down: an agent that only reconnects is back before. */
    static final Duration DOWN = Duration.ofSeconds(10);
    /** In which who only posts is expected. */
    static final Duration POSTING = Duration.ofSeconds(60);
    /** After a start, until which nobody is called offline: agents come back with some delay. */
    static final Duration RETURN = Duration.ofSeconds(60);

    private Rules() {}

    static Duration staleAfter(Duration interval) {
        return interval.multipliedBy(2).plus(GRACE);
    }

    /** Half a minute, or some more of its intervals where they are long. */
    static Duration offlineAfter(Duration interval) {
        Duration some = interval.multipliedBy(OFFLINE_INTERVALS);
        return some.compareTo(OFFLINE) > 0 ? some : OFFLINE;
    }
}
