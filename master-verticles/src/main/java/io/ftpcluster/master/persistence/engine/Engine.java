package io.ftpcluster.master.persistence.engine;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.master.config.Config;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * What differs between the databases that the portal can use; all else is the same SQL to each. Closing gives up what
 * keeps others out, not the connections.
 */
public interface Engine extends AutoCloseable {

    /**
     * How many connections a node keeps at most.
     *
     * @param readers for lists and pages
     * @param writers for transactions, which run at once
     * @param quick for what every request asks
     * @param acquire how long to wait for one of them
     * @param idle after which an unused reader or writer is closed; zero: never
     */
    record Sizes(int readers, int writers, int quick, Duration acquire, Duration idle) {}

    /** For the portal's work: no statement takes longer than some seconds. */
    DataSource source();

    /** For migrations and copies, which may take minutes. */
    DataSource patientSource();

    Sizes sizes();

    /** Begins a transaction that other changes can't come between: what it read is still so when it commits. */
    String beginWrite();

    /** Begins one whose rows don't depend on what it read. */
    String beginAppend();

    /** At the end of a SELECT in a transaction: nobody changes these rows before its end; empty where nobody could. */
    String shareLock();

    /** The database's own clock as an expression: milliseconds since 1970-01-01 UTC, read anew by each statement. */
    String now();

    SqlErrorKind trouble(SQLException refusal);

    /** Where it is, for messages; without a login. */
    String place();

    @Override
    void close() throws IOException;

    /**
     * Makes sure that it can be used, blocking. Fails UNAVAILABLE, or INVALID for a URL that no engine knows, with one
     * line for people.
     */
    static Engine of(Config.Database config, Path dataDir) {
        String url = config.url().orElse(SqliteFile.URL_PREFIX + dataDir.resolve("ftpcluster.db"));
        if (url.startsWith(PostgresEngine.URL_PREFIX)) {
            return PostgresEngine.reach(config, url);
        }
        if (url.startsWith(SqliteFile.URL_PREFIX)) {
            return new SqliteEngine(SqliteFile.claim(SqliteFile.path(url)));
        }
        throw Failure
                .of(FailureCode.INVALID,
                        "FTPCLUSTER_DATABASE_URL: must be " + SqliteFile.URL_PREFIX + "<file> or "
                                + PostgresEngine.URL_PREFIX + "//<host>:<port>/<database>")
                .exception();
    }
}
