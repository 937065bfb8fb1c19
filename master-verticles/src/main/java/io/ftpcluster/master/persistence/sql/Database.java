package io.ftpcluster.master.persistence.sql;

import io.ftpcluster.bus.SlowLog;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.persistence.engine.Engine;
import io.ftpcluster.master.persistence.engine.RetryableException;
import io.ftpcluster.master.persistence.engine.SqlErrorMapper;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The open database. Reads run beside each other and beside writes. {@link #read} and {@link #write} wait, so they belong
 * on virtual threads; both fail UNAVAILABLE when the database can't be used now, within 15 s, and work again when it can.
 */
public final class Database {

    static final int MAX_WAITING = 1000;
    /** For the day when somebody changes the database by hand. */
    private static final Duration OLDEST_ALONE = Duration.ofSeconds(1);
    /** And how long a write waits for other nodes at most: one that is frozen or cut off has forgotten by then. */
    private static final Duration OLDEST_OF_MANY = Duration.ofMillis(250);
    private final Engine engine;
    private final SqlErrorMapper failures;
    private final JdbcReader quick;
    private final Pools pools;
    private final Transactions transactions;
    private final Fence fence;
    private final QueryCache cache;
    private final String id;
    private final Duration oldest;
    private final boolean shared;
    private final SlowLog slow;
    private volatile Supplier<Future<?>> others = Future::succeededFuture;

    Database(Vertx vertx, Engine engine, SqlErrorMapper failures, String id, boolean shared, SlowLog slow) {
        this.slow = slow;
        this.engine = engine;
        this.failures = failures;
        this.id = id;
        this.quick = new JdbcReader(engine.source(), engine.sizes(), failures, slow);
        this.pools = new Pools(vertx, engine.source(), engine.sizes());
        this.transactions = new Transactions(vertx, pools, failures, slow);
        this.fence = new Fence(engine);
        this.shared = shared;
        this.oldest = shared ? OLDEST_OF_MANY : OLDEST_ALONE;
        this.cache = new QueryCache(oldest);
    }

    /**
     * Looks for it and migrates it, blocking: not for an event loop. Fails UNAVAILABLE with one line for people.
     *
     * @param dataDir for SQLite; made with mode 0700 when missing
     */
    public static PreparedDatabase prepare(Config.Database config, Path dataDir) {
        return PreparedDatabase.prepare(config, dataDir);
    }

    /** Gives the connections back and lets another process have the file. */
    public Future<Void> close() {
        return Future.join(pools.close(), closeQuick())
                .<Void>mapEmpty()
                .onComplete(closed -> PreparedDatabase.giveUp(engine));
    }

    private Future<?> closeQuick() {
        Promise<Void> closed = Promise.promise();
        Thread.ofVirtual().name("database-close").start(() -> {
            quick.close();
            closed.complete();
        });
        return closed.future();
    }

    /** Made by whoever migrated it first, and never changed: two nodes with the same one have the same database. */
    public String id() {
        return id;
    }

    /** Whether other nodes write to it too. */
    public boolean isShared() {
        return shared;
    }

    /** Whether the database answers. */
    public Future<Void> ping() {
        Pools.Both both = pools.current();
        return ping(both).recover(cause -> {
            if (!(cause instanceof RetryableException repeatable && repeatable.lost())) {
                return Future.failedFuture(cause);
            }
            pools.renew(both);
            return ping(pools.current());
        });
    }

    private Future<Void> ping(Pools.Both both) {
        return both.readers()
                .query("SELECT 1")
                .execute()
                .<Void>mapEmpty()
                .recover(cause -> Future.failedFuture(failures.of(cause)));
    }

    /**
     * What to do before a write is acknowledged: to tell the other nodes, each of which calls {@link #outdate}. A write
     * waits for it 250 ms at most, whether it succeeds or not.
     */
    public void outdateOthers(Supplier<Future<?>> hook) {
        others = hook;
    }

    /** Another node has changed something: forget what was read before. */
    public void outdate() {
        cache.outdate();
    }

    /** Statements that change nothing, each seeing the newest committed state. The work may run twice. */
    public <T> T read(Function<Sql, T> work) {
        Pools.Both both = pools.current();
        try {
            return work.apply(new Sql(both.readers(), failures, slow));
        } catch (RetryableException e) {
            if (e.lost()) {
                pools.renew(both);
            }
        }
        try {
            return work.apply(new Sql(pools.current().readers(), failures, slow));
        } catch (RetryableException e) {
            throw failures.givenUp(e);
        }
    }

    /** At most one row by a constant statement, as {@link #read} but with little effort, for what each request asks. */
    public <T> Optional<T> first(Function<Columns, T> reader, String sql, Object... values) {
        return quick.first(reader, sql, values);
    }

    /**
     * As {@link #first}, for what each request asks with the same values again: while no {@link #write} has returned since,
     * on whichever node, the answer is the one that was given. The row must not depend on the time.
     */
    public <T> Optional<T> again(Class<T> type, Function<Columns, T> reader, String sql, Object... values) {
        return cache.get(type, new QueryCache.Question(sql, List.of(values)), () -> quick.first(reader, sql, values));
    }

    /** What {@link #again} would answer, where that needs no reading; doesn't wait. */
    public <T> Optional<T> cached(Class<T> type, String sql, Object... values) {
        return cache.cached(type, new QueryCache.Question(sql, List.of(values)));
    }

    /**
     * A {@link #write} that outdates nothing: it changes no row that somebody asked for by {@link #again}, and doesn't
     * depend on what it read.
     */
    public <T> T append(Function<Sql, T> work) {
        return transactions.run(engine.beginAppend(), fence.around(work), () -> {});
    }

    /**
     * One transaction, as if it ran alone: all of it is on disk when this returns, or none of it remains when it throws;
     * only when the connection is lost at its very end, nobody knows. The work may run several times.
     */
    public <T> T write(Function<Sql, T> work) {
        return transactions.run(engine.beginWrite(), fence.around(work), this::outdateEverywhere);
    }

    private void outdateEverywhere() {
        cache.outdate();
        others.get().timeout(oldest.toMillis(), TimeUnit.MILLISECONDS).otherwiseEmpty().await();
    }

    /** The database's clock as an expression, in milliseconds since 1970-01-01 UTC. */
    public String now() {
        return engine.now();
    }
}
