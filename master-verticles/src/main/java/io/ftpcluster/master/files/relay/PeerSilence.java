package io.ftpcluster.master.files.relay;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long a peer has acknowledged nothing of what waits for it. That its system takes bytes from us says little: it is
 * told only when a third of the send buffer is free, which is megabytes, and minutes on a slow link. Not thread-safe.
 */
public final class PeerSilence {

    /** What {@link Relay#acknowledged} says where the system doesn't tell. */
    public static final long UNKNOWN = -1;
    private static final int LOOKS = 8;

    private final long patience;
    private long since;
    private long lookedAt;
    private long acknowledged = UNKNOWN;

    /** @param patience after which it is too long, noticed at most an eighth of it later */
    public PeerSilence(Duration patience, long now) {
        this.patience = patience.toNanos();
        this.since = now;
        this.lookedAt = now;
    }

    /** Bytes went its way then, or began to wait for it; older news than what is known changes nothing. */
    public void heard(long at) {
        if (at - since > 0) {
            since = at;
            lookedAt = at;
            acknowledged = UNKNOWN;
        }
    }

    /**
     * To be asked several times within the patience.
     *
     * @param now in nanoseconds
     * @param acknowledging how many bytes the peer has acknowledged, ever; asked only now and then
     */
    public boolean isTooLong(long now, LongSupplier acknowledging) {
        if (now - lookedAt >= patience / LOOKS) {
            lookedAt = now;
            long before = acknowledged;
            acknowledged = acknowledging.getAsLong();
            // The first look tells only where it stands: the peer may have acknowledged something just before.
            if (acknowledged > before) {
                since = now;
            }
        }
        return now - since > patience;
    }
}
