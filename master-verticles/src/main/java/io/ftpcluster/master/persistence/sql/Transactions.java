package io.ftpcluster.master.persistence.sql;

import io.ftpcluster.bus.SlowLog;
import io.ftpcluster.master.persistence.engine.RetryableException;
import io.ftpcluster.master.persistence.engine.SqlErrorMapper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlConnection;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs transactions. One that others came between is tried again as a whole, at most {@value #ATTEMPTS} times; one whose
 * connection was lost before it was to commit, once.
 */
final class Transactions {

    static final int ATTEMPTS = 12;
    private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);
    private static final int LONGEST_PAUSE_MILLIS = 100;

    private final Vertx vertx;
    private final Pools pools;
    private final SqlErrorMapper failures;
    private final SlowLog slow;

    Transactions(Vertx vertx, Pools pools, SqlErrorMapper failures, SlowLog slow) {
        this.slow = slow;
        this.vertx = vertx;
        this.pools = pools;
        this.failures = failures;
    }

    /**
     * @param work may run several times; changes nothing but the database
     * @param mayBeCommitted called when nobody can say any more that nothing was changed
     */
    <T> T run(String begin, Function<Sql, T> work, Runnable mayBeCommitted) {
        boolean wasLost = false;
        for (int attempt = 1;; attempt++) {
            Pools.Both both = pools.current();
            try {
                return once(both, begin, work, mayBeCommitted);
            } catch (RetryableException e) {
                if (e.lost()) {
                    pools.renew(both);
                }
                if (attempt == ATTEMPTS || (e.lost() && wasLost)) {
                    throw failures.givenUp(e);
                }
                wasLost |= e.lost();
            }
            pause(attempt);
        }
    }

    private <T> T once(Pools.Both both, String begin, Function<Sql, T> work, Runnable mayBeCommitted) {
        long begun = System.nanoTime();
        SqlConnection connection = acquire(both);
        boolean committing = false;
        boolean done = false;
        try {
            // Not the client's own transactions: after a commit it leaves the JDBC connection in manual mode, where
            // the SQLite driver begins the next transaction at once, and an immediate one holds the write lock idle.
            connection.query(begin).execute().await();
            slow.over(begun, "The database's", "turn to write");
            Sql sql = new Sql(connection, failures, slow);
            T result = work.apply(sql);
            committing = true;
            long workDone = System.nanoTime();
            connection.query("COMMIT").execute().await();
            slow.over(workDone, "The database's", "COMMIT");
            done = true;
            sql.committed();
            return result;
        } catch (Exception e) {
            throw committing ? uncertain(failures.of(e)) : failures.of(e);
        } finally {
            if (!done) {
                rollBack(connection);
            }
            connection.close();
            if (committing) {
                mayBeCommitted.run();
            }
        }
    }

    /** What was lost while it committed may have been done: not to be tried again. */
    private RuntimeException uncertain(RuntimeException failure) {
        return failure instanceof RetryableException repeatable && repeatable.lost()
                ? failures.unavailable("the connection to it was lost, and the change may be made or not",
                        repeatable.getCause())
                : failure;
    }

    private SqlConnection acquire(Pools.Both both) {
        return both.writers().getConnection().recover(cause -> Future.failedFuture(failures.of(cause))).await();
    }

    private static void rollBack(SqlConnection connection) {
        try {
            connection.query("ROLLBACK").execute().await();
        } catch (Exception e) {
            // A full disk, an I/O error or a lost connection has rolled it back already; the first failure counts.
            LOG.debug("Nothing to roll back", e);
        }
    }

    /** Longer each time and never the same, so that those who met don't meet again. */
    private void pause(int attempt) {
        int most = Math.min(LONGEST_PAUSE_MILLIS, 2 << attempt);
        vertx.timer(1 + ThreadLocalRandom.current().nextInt(most), TimeUnit.MILLISECONDS).await();
    }
}
