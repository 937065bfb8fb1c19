package io.ftpcluster.master.persistence.sql;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.RequestContext;
import io.ftpcluster.bus.SlowLog;
import io.ftpcluster.bus.TraceSpan;
import io.ftpcluster.master.persistence.engine.Engine;
import io.ftpcluster.master.persistence.engine.RetryableException;
import io.ftpcluster.master.persistence.engine.SqlErrorMapper;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one row with statements that stay prepared, for the few questions that every request asks: the asynchronous
 * client hands each to another thread and describes all columns anew, which costs more than the rest of a small request.
 * An answer takes some microseconds, so the waiting thread asks itself. Sees the newest committed state; thread-safe.
 */
final class JdbcReader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JdbcReader.class);

    private final BlockingQueue<Link> free;
    private final AtomicInteger waiting = new AtomicInteger();
    /** How often a connection was lost: those that are older are not to be trusted. */
    private final AtomicInteger losses = new AtomicInteger();
    private final DataSource source;
    private final Engine.Sizes sizes;
    private final SqlErrorMapper failures;
    private final SlowLog slow;
    private volatile boolean closed;

    JdbcReader(DataSource source, Engine.Sizes sizes, SqlErrorMapper failures, SlowLog slow) {
        this.slow = slow;
        this.source = source;
        this.sizes = sizes;
        this.failures = failures;
        this.free = new ArrayBlockingQueue<>(sizes.quick());
        for (int i = 0; i < sizes.quick(); i++) {
            free.add(new Link());
        }
    }

    /** A connection, opened when it is first needed, and its statements; their texts are constants of this package. */
    private final class Link {

        private Connection connection;
        private int madeAfter;
        private final Map<String, PreparedStatement> statements = new HashMap<>();

        <T> Optional<T> first(Function<Columns, T> reader, String sql, Object... values) throws SQLException {
            if (madeAfter != losses.get()) {
                close();
            }
            if (connection == null) {
                madeAfter = losses.get();
                connection = source.getConnection();
            }
            PreparedStatement statement = statements.get(sql);
            if (statement == null) {
                statement = connection.prepareStatement(sql);
                statements.put(sql, statement);
            }
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            // Closing the result ends SQLite's read transaction, so that the next one sees what is new.
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(reader.apply(new Current(rows, failures))) : Optional.empty();
            }
        }

        void close() throws SQLException {
            if (connection != null) {
                Connection old = connection;
                statements.clear();
                connection = null;
                old.close();
            }
        }
    }

    /** The row on which the result stands. */
    private record Current(ResultSet rows, SqlErrorMapper failures) implements Columns {

        private interface Getter<T> {
            T get() throws SQLException;
        }

        private <T> T or(Getter<T> getter) {
            try {
                return getter.get();
            } catch (SQLException e) {
                throw failures.of(e);
            }
        }

        @Override
        public String getString(String name) {
            return or(() -> rows.getString(name));
        }

        @Override
        public Long getLong(String name) {
            return or(() -> {
                long value = rows.getLong(name);
                return rows.wasNull() ? null : Long.valueOf(value);
            });
        }

        @Override
        public Integer getInteger(String name) {
            return or(() -> {
                int value = rows.getInt(name);
                return rows.wasNull() ? null : Integer.valueOf(value);
            });
        }
    }

    /** When its connection turns out to be lost, it asks again over a new one. */
    <T> Optional<T> first(Function<Columns, T> reader, String sql, Object... values) {
        int before = losses.get();
        try {
            return once(reader, sql, values);
        } catch (RetryableException e) {
            if (e.lost()) {
                losses.compareAndSet(before, before + 1);
            }
        }
        try {
            return once(reader, sql, values);
        } catch (RetryableException e) {
            throw failures.givenUp(e);
        }
    }

    private <T> Optional<T> once(Function<Columns, T> reader, String sql, Object... values) {
        long begun = System.nanoTime();
        TraceSpan span = RequestContext.current().trace().begin("SQL", "SELECT").with("db.query.text", sql);
        Link link = null;
        boolean good = false;
        try {
            link = take();
            Optional<T> found = link.first(reader, sql, values);
            good = true;
            return found;
        } catch (SQLException e) {
            span.failed(e);
            throw failures.of(e);
        } finally {
            span.end();
            if (link != null) {
                giveBack(link, good);
            }
            slow.over(begun, "The database's", sql);
        }
    }

    private Link take() {
        Link link = free.poll();
        if (link == null && !closed) {
            link = waiting.incrementAndGet() <= Database.MAX_WAITING ? await() : null;
            waiting.decrementAndGet();
        }
        if (link != null) {
            return link;
        }
        throw Failure.of(FailureCode.UNAVAILABLE, "The database has no connection free.").retryAfter(1).exception();
    }

    /** Null when none came free. */
    private Link await() {
        try {
            return free.poll(sizes.acquire().toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private void giveBack(Link link, boolean good) {
        try {
            if (!good) {
                link.close();
            }
        } catch (SQLException e) {
            // What made it bad is what counts.
            LOG.debug("A bad connection to the database did not close in order", e);
        } finally {
            free.add(link);
        }
    }

    /** Waits for questions that are being answered; later ones find no connection. */
    @Override
    public void close() {
        closed = true;
        for (int i = 0; i < sizes.quick(); i++) {
            Link link = await();
            try {
                if (link != null) {
                    link.close();
                }
            } catch (SQLException e) {
                LOG.warn("A connection to the database did not close in order", e);
            }
        }
    }
}
