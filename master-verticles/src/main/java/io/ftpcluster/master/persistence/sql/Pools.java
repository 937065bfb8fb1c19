package io.ftpcluster.master.persistence.sql;

import io.ftpcluster.master.persistence.engine.Engine;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.jdbcclient.JDBCPool;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The asynchronous client's connections. It keeps broken ones for good, so when one was lost, whoever noticed has all of
 * them made anew: the others most likely broke with it.
 */
final class Pools {

    private static final Logger LOG = LoggerFactory.getLogger(Pools.class);

    private static final long GRACE_MILLIS = 15_000;

    private final Vertx vertx;
    private final DataSource source;
    private final Engine.Sizes sizes;
    private volatile Both current;

    /** Those that were made together; the same only as itself. */
    static final class Both {

        private final Pool readers;
        private final Pool writers;

        private Both(Pool readers, Pool writers) {
            this.readers = readers;
            this.writers = writers;
        }

        Pool readers() {
            return readers;
        }

        Pool writers() {
            return writers;
        }

        private Future<Void> close() {
            return Future.join(readers.close(), writers.close()).mapEmpty();
        }
    }

    Pools(Vertx vertx, DataSource source, Engine.Sizes sizes) {
        this.vertx = vertx;
        this.source = source;
        this.sizes = sizes;
        this.current = make();
    }

    Both current() {
        return current;
    }

    /** @param broken those with a lost connection; nothing is done when others took their place already */
    synchronized void renew(Both broken) {
        if (current == broken) {
            LOG.warn("A connection to the database was lost; making all anew");
            current = make();
            // Who waits there already, or has a connection that is whole, comes to an end first.
            vertx.setTimer(GRACE_MILLIS,
                    timer -> broken.close().onFailure(e -> LOG.debug("Broken connections did not close in order", e)));
        }
    }

    Future<Void> close() {
        return current.close();
    }

    private Both make() {
        return new Both(pool("readers", sizes.readers()), pool("writer", sizes.writers()));
    }

    private Pool pool(String name, int size) {
        return JDBCPool.pool(vertx, source,
                new PoolOptions().setName(name)
                        .setMaxSize(size)
                        .setMaxWaitQueueSize(Database.MAX_WAITING)
                        .setConnectionTimeout((int) sizes.acquire().toSeconds())
                        .setConnectionTimeoutUnit(TimeUnit.SECONDS)
                        .setIdleTimeout((int) sizes.idle().toSeconds())
                        .setIdleTimeoutUnit(TimeUnit.SECONDS));
    }
}
