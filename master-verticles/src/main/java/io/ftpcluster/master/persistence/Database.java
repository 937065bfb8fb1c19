package io.ftpcluster.master.persistence;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.master.config.Config;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.jdbcclient.JDBCPool;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open database. Reads run beside each other and beside the one writer. {@link #read} and {@link #write} wait, so
 * they belong on virtual threads; both fail UNAVAILABLE when no connection comes free within 10 s.
 */
public final class Database {

    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final int READERS = 4;
    static final int MAX_WAITING = 1000;
    private static final int ACQUIRE_SECONDS = 10;

    private final SqliteFile file;
    private final QuickReader quick;
    private final Pool readers;
    private final Pool writer;
    private final RecentAnswers recent = new RecentAnswers();

    private Database(SqliteFile file, QuickReader quick, Pool readers, Pool writer) {
        this.file = file;
        this.quick = quick;
        this.readers = readers;
        this.writer = writer;
    }

    /**
     * Opens and migrates, blocking: not for an event loop. Fails UNAVAILABLE with one line for people.
     *
     * @param dataDir made with mode 0700 when missing
     */
    public static Database open(Vertx vertx, Config.Database config, Path dataDir) {
        SqliteFile file = SqliteFile.claim(path(config, dataDir));
        try {
            DataSource source = file.dataSource();
            new Schema(source).migrate();
            // SQLite has one writer at a time: a queue here is fairer than its polling for the lock.
            return new Database(file, new QuickReader(source, ACQUIRE_SECONDS),
                    JDBCPool.pool(vertx, source, options("readers", READERS)),
                    JDBCPool.pool(vertx, source,
                            options("writer", 1)));
        } catch (RuntimeException e) {
            giveUp(file);
            throw e;
        }
    }

    /** Gives the connections back and lets another process have the file. */
    public Future<Void> close() {
        return Future.join(readers.close(), writer.close(), closeQuick()).<Void>mapEmpty()
                .onComplete(closed -> giveUp(file));
    }

    private Future<?> closeQuick() {
        Promise<Void> closed = Promise.promise();
        Thread.ofVirtual().name("database-close").start(() -> {
            quick.close();
            closed.complete();
        });
        return closed.future();
    }

    /** Whether the database answers. */
    public Future<Void> ping() {
        return readers.query("SELECT 1").execute().mapEmpty();
    }

    /** Statements that change nothing, each seeing the newest committed state. */
    <T> T read(Function<Sql, T> work) {
        return work.apply(new Sql(readers));
    }

    /** At most one row by a constant statement, as {@link #read} but with little effort, for what each request asks. */
    <T> Optional<T> first(Function<Columns, T> reader, String sql, Object... values) {
        return quick.first(reader, sql, values);
    }

    /**
     * As {@link #first}, for what each request asks with the same values again: while no {@link #write} has returned since,
     * the answer is the one that was given. The row must not depend on the time.
     */
    <T> Optional<T> again(Class<T> type, Function<Columns, T> reader, String sql, Object... values) {
        return recent.get(type, new RecentAnswers.Question(sql, List.of(values)),
                () -> quick.first(reader, sql, values));
    }

    /** A {@link #write} that only adds rows which nobody asks for by {@link #again}. */
    <T> T append(Function<Sql, T> work) {
        return transaction(work);
    }

    /** One transaction: all of it is on disk when this returns, or none of it remains when it throws. */
    <T> T write(Function<Sql, T> work) {
        try {
            return transaction(work);
        } finally {
            // Also when it failed: nobody knows how far it came.
            recent.outdate();
        }
    }

    private <T> T transaction(Function<Sql, T> work) {
        SqlConnection connection = acquire();
        boolean done = false;
        try {
            // Not the client's own transactions: after a commit it leaves the JDBC connection in manual mode, where
            // the SQLite driver begins the next transaction at once, and an immediate one holds the write lock idle.
            connection.query("BEGIN IMMEDIATE").execute().await();
            T result = work.apply(new Sql(connection));
            connection.query("COMMIT").execute().await();
            done = true;
            return result;
        } catch (Exception e) {
            throw StoreFailures.of(e);
        } finally {
            if (!done) {
                rollBack(connection);
            }
            connection.close();
        }
    }

    private SqlConnection acquire() {
        return writer.getConnection().recover(cause -> Future.failedFuture(StoreFailures.unavailable(cause))).await();
    }

    private static void rollBack(SqlConnection connection) {
        try {
            connection.query("ROLLBACK").execute().await();
        } catch (Exception e) {
            // A full disk or an I/O error has rolled it back already; the first failure is what counts.
            LOG.debug("Nothing to roll back", e);
        }
    }

    private static PoolOptions options(String name, int size) {
        return new PoolOptions().setName(name).setMaxSize(size).setMaxWaitQueueSize(MAX_WAITING)
                .setConnectionTimeout(ACQUIRE_SECONDS)
                .setConnectionTimeoutUnit(TimeUnit.SECONDS).setIdleTimeout(0);
    }

    private static Path path(Config.Database config, Path dataDir) {
        if (config.url().isEmpty()) {
            return dataDir.resolve("ftpcluster.db");
        }
        String url = config.url().get();
        if (!url.startsWith(SqliteFile.URL_PREFIX)) {
            throw Failure.of(FailureCode.INVALID, "FTPCLUSTER_DATABASE_URL: this version knows only "
                    + SqliteFile.URL_PREFIX + "<file>").exception();
        }
        String file = url.substring(SqliteFile.URL_PREFIX.length());
        if (file.isEmpty() || file.startsWith(":") || file.contains("?")) {
            throw Failure.of(FailureCode.INVALID, "FTPCLUSTER_DATABASE_URL: must name a file, without parameters")
                    .exception();
        }
        return Path.of(file);
    }

    private static void giveUp(SqliteFile file) {
        try {
            file.close();
        } catch (IOException e) {
            LOG.warn("The lock of the database could not be given back: {}", e.toString());
        }
    }
}
