package io.ftpcluster.master.leadership;

import io.vertx.core.Future;

/** What begins and ends with a lease. Called by the owner of its {@link LeaderScope} only. */
public interface LeaderWork {

    /**
     * Completes when it has begun. One that fails or throws is ended and begun again, until it has begun or the term is over.
     *
     * @param term by which this node does it: ceases to be held for good when the term is over
     */
    Future<?> begin(Leadership term);

    /** Once after each begin, also before that has completed. */
    void end();
}
