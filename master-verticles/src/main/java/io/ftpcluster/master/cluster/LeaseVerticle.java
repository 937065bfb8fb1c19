package io.ftpcluster.master.cluster;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Keeps a {@link LeaseHolder} on an event loop. Its stop gives the lease back. */
public final class LeaseVerticle extends VerticleBase {

    private final LeaseHolder lead;

    public LeaseVerticle(LeaseHolder lead) {
        this.lead = lead;
    }

    @Override
    public Future<?> start() {
        return lead.start();
    }

    @Override
    public Future<?> stop() {
        return lead.stop();
    }
}
