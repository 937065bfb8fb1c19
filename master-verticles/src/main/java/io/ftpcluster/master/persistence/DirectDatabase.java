package io.ftpcluster.master.persistence;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.env.FileProblem;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.persistence.engine.Engine;
import io.ftpcluster.master.persistence.engine.NativeLibrary;
import io.ftpcluster.master.persistence.engine.Schema;
import io.ftpcluster.master.persistence.engine.SqliteFile;
import io.ftpcluster.master.persistence.sql.Ids;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The portal's database for commands on the machine itself, beside a portal that uses it or without one: what nodes
 * remember holds for a second at most. Blocking; fails with one line for people.
 */
public final class DirectDatabase {

    private static final Logger LOG = LoggerFactory.getLogger(DirectDatabase.class);

    private final DataSource source;
    private final String begin;
    private final Clock clock;
    private final Ids ids;

    private DirectDatabase(DataSource source, String begin, Clock clock) {
        this.source = source;
        this.begin = begin;
        this.clock = clock;
        this.ids = new Ids(clock);
    }

    /** Makes and migrates nothing. */
    public static DirectDatabase open(Config.Database config, Path dataDir) {
        DirectDatabase database = of(config, dataDir);
        new Schema(database.source).requireCurrent();
        return database;
    }

    private static DirectDatabase of(Config.Database config, Path dataDir) {
        if (config.isElsewhere()) {
            throw Failure
                    .of(FailureCode.INVALID,
                            "Another node owns the database (FTPCLUSTER_DATABASE_URL=none):" + " do this on that one.")
                    .exception();
        }
        String url = config.url().orElse(SqliteFile.URL_PREFIX + dataDir.resolve("ftpcluster.db"));
        if (!url.startsWith(SqliteFile.URL_PREFIX)) {
            Engine engine = Engine.of(config, dataDir);
            return new DirectDatabase(engine.patientSource(), engine.beginWrite(), Clock.systemUTC());
        }
        Path file = SqliteFile.path(url);
        requireUsable(file);
        return new DirectDatabase(SqliteFile.besideOthers(file), "BEGIN IMMEDIATE", Clock.systemUTC());
    }

    private static void requireUsable(Path file) {
        try {
            if (!Files.readAttributes(file, "isRegularFile").get("isRegularFile").equals(true)) {
                throw unusable(file, "it is no file", null);
            }
            if (!Files.isReadable(file) || !Files.isWritable(file)
                    || !Files.isWritable(file.toAbsolutePath().getParent())) {
                throw unusable(file, "permission denied for the user " + FileProblem.user()
                        + "; run this as the user that runs the portal, or as root", null);
            }
            NativeLibrary.load();
        } catch (NoSuchFileException e) {
            throw unusable(file, "there is none. Say where the portal keeps its state, with --data or --config", e);
        } catch (AccessDeniedException e) {
            throw unusable(file, FileProblem.text(e) + "; run this as the user that runs the portal, or as root", e);
        } catch (IOException e) {
            throw unusable(file, FileProblem.text(e), e);
        }
    }

    private static FailureException unusable(Path file, String why, Throwable cause) {
        return Failure.of(FailureCode.UNAVAILABLE, "The database file " + file + " can't be used: " + why + ".")
                .causedBy(cause);
    }

    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** In one transaction, in turn with all other writers: all of it or nothing. */
    <T> T write(Work<T> work) {
        return write(work, result -> true);
    }

    /** @param keep whether what was done for this result is to stay; else it is undone */
    <T> T write(Work<T> work, Predicate<T> keep) {
        try (Connection connection = source.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute(begin);
            boolean kept = false;
            try {
                T result = work.on(connection);
                if (keep.test(result)) {
                    statement.execute("COMMIT");
                    kept = true;
                }
                return result;
            } finally {
                if (!kept) {
                    rollBack(statement);
                }
            }
        } catch (SQLException e) {
            throw Failure
                    .of(FailureCode.UNAVAILABLE,
                            "The database can't be changed now, and nothing was: "
                                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""))
                    .causedBy(e);
        }
    }

    private static void rollBack(Statement statement) {
        try {
            statement.execute("ROLLBACK");
        } catch (SQLException e) {
            // A full disk or a lost connection has rolled it back already; the first failure counts.
            LOG.debug("Nothing to roll back", e);
        }
    }

    /** A line of the trail, of whoever runs this. */
    void record(Connection connection, String action, String target, String detail) throws SQLException {
        String who = "on the machine, by its user " + FileProblem.user();
        change(connection,
                "INSERT INTO audit_events (id, occurred_at, user_id, username, remote_address, action, target,"
                        + " detail) VALUES (?, ?, NULL, 'system', '-', ?, ?, ?)",
                ids.next(), clock.millis(), action, target, detail.isEmpty() ? who : detail + ", " + who);
    }

    /** Returns how many rows. */
    static int change(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        }
    }

    Clock clock() {
        return clock;
    }

    Ids ids() {
        return ids;
    }
}
