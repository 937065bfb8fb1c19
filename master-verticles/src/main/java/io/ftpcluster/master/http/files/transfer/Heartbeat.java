package io.ftpcluster.master.http.files.transfer;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Tells a connection now and then that it isn't idle, while bytes flow that it can't see. Used on its event loop. */
final class Heartbeat {

    /** So that a busy connection is told in time, and an idle one is noticed as soon as ever. */
    private static final int LOOKS_PER_PATIENCE = 4;

    private final Vertx vertx;
    private final Client client;
    private final Duration patience;
    private final LongSupplier moved;
    private long timer = -1;
    private long seen;

    /**
     * @param patience how long the connection may be idle
     * @param moved how many bytes have gone so far
     */
    Heartbeat(Vertx vertx, Client client, Duration patience, LongSupplier moved) {
        this.vertx = vertx;
        this.client = client;
        this.patience = patience;
        this.moved = moved;
    }

    void start() {
        seen = moved.getAsLong();
        timer = vertx.setPeriodic(Math.max(1, patience.toMillis() / LOOKS_PER_PATIENCE), id -> look());
    }

    private void look() {
        long now = moved.getAsLong();
        if (now != seen) {
            seen = now;
            if (!client.isGone()) {
                client.socket().isBusy();
            }
        }
    }

    void stop() {
        vertx.cancelTimer(timer);
    }
}
