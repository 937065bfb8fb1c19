package io.ftpcluster.master.telemetry.history;

import io.ftpcluster.messages.Telemetry.Resolution;

/** How time is divided, in seconds since the epoch: points, and the chunks that hold them. */
public final class TimeBuckets {

    private static final int HOURS_A_CHUNK = 240;

    private TimeBuckets() {}

    /** Seconds of one point. */
    public static int step(Resolution resolution) {
        return switch (resolution) {
            case SECONDS -> 5;
            case MINUTES -> 60;
            case HOURS -> 3600;
        };
    }

    /** Points that a chunk can hold. */
    static int points(Resolution resolution) {
        return switch (resolution) {
            case SECONDS, MINUTES -> 60;
            case HOURS -> HOURS_A_CHUNK;
        };
    }

    /** Seconds of one chunk. */
    static int span(Resolution resolution) {
        return step(resolution) * points(resolution);
    }

    /** Where the point begins that holds this second. */
    static long point(Resolution resolution, long second) {
        return floor(second, step(resolution));
    }

    /** Where the chunk begins at the earliest that holds this second; it ends a {@link #span} later. */
    public static long chunk(Resolution resolution, long second) {
        return floor(second, span(resolution));
    }

    static long floor(long second, long step) {
        return second - Math.floorMod(second, step);
    }
}
