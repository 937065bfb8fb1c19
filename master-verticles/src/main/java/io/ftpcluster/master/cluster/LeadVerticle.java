package io.ftpcluster.master.cluster;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Keeps a {@link Lead} on an event loop. Its stop gives the lease back. */
public final class LeadVerticle extends VerticleBase {

    private final Lead lead;

    public LeadVerticle(Lead lead) {
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
