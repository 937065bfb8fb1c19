package io.ftpcluster.master.http.live;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Gives {@link LiveFleet} an event loop. One instance, before HTTP. */
public final class LiveVerticle extends VerticleBase {

    private final LiveFleet fleet;

    public LiveVerticle(LiveFleet fleet) {
        this.fleet = fleet;
    }

    @Override
    public Future<?> start() {
        return fleet.start(vertx);
    }

    @Override
    public Future<?> stop() {
        return fleet.end();
    }
}
