package io.ftpcluster.master.persistence.copy;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.env.FileProblem;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.persistence.engine.PostgresEngine;
import io.ftpcluster.master.persistence.engine.Schema;
import io.ftpcluster.master.persistence.engine.SqliteFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Copies all that a SQLite database holds into an empty PostgreSQL database, in one transaction, and reads it back to
 * compare. The source stays as it is. Blocking; fails with one line for people, and then the target holds no rows.
 */
public final class DatabaseCopy {

    private final String from;
    private final Config.Database to;

    /** A table that was copied and compared. */
    public record Copied(String table, long rows) {}

    /**
     * @param from {@code jdbc:sqlite:<file>}
     * @param to with the target's URL and login
     */
    public DatabaseCopy(String from, Config.Database to) {
        this.from = from;
        this.to = to;
    }

    /** @param progress is told of each table when it is copied and compared; all counts when this returns */
    public void run(Consumer<Copied> progress) {
        Path file = sourceFile();
        String url = to.url().orElse("");
        if (!url.startsWith(PostgresEngine.URL_PREFIX)) {
            throw invalid("--to: must be " + PostgresEngine.URL_PREFIX + "//<host>:<port>/<database>");
        }
        try (SqliteFile source = SqliteFile.claim(file)) {
            PostgresEngine target = PostgresEngine.reach(to, url);
            new Schema(target.patientSource()).migrate();
            copy(source, target, progress);
        } catch (IOException e) {
            throw Failure
                    .of(FailureCode.UNAVAILABLE,
                            "The database file " + file + " can't be used: " + FileProblem.text(e) + ".")
                    .causedBy(e);
        }
    }

    private Path sourceFile() {
        if (!from.startsWith(SqliteFile.URL_PREFIX)) {
            throw invalid("--from: must be " + SqliteFile.URL_PREFIX + "<file>");
        }
        Path file = SqliteFile.path(from);
        if (!Files.isRegularFile(file)) {
            throw invalid("--from: there is no file " + file);
        }
        return file;
    }

    private static void copy(SqliteFile source, PostgresEngine target, Consumer<Copied> progress) {
        try (Connection reading = source.readingSource().getConnection();
                Connection writing = target.patientSource().getConnection()) {
            reading.setAutoCommit(false); // One state of the whole.
            writing.setAutoCommit(false);
            requireSameVersion(reading, writing);
            List<TableCopy> tables = TableCopy.all(writing);
            lock(writing, tables);
            for (TableCopy table : tables) {
                table.requireEmpty(writing);
            }
            for (TableCopy table : tables) {
                progress.accept(table.copy(reading, writing));
            }
            writing.commit();
        } catch (SQLException e) {
            throw failed(e.getMessage(), e);
        }
    }

    /** So that no portal begins to use the target meanwhile. */
    private static void lock(Connection target, List<TableCopy> tables) throws SQLException {
        List<String> names = tables.stream().map(TableCopy::name).toList();
        try (Statement lock = target.createStatement()) {
            lock.execute("LOCK TABLE " + String.join(", ", names) + " IN ACCESS EXCLUSIVE MODE");
        }
    }

    private static void requireSameVersion(Connection source, Connection target) throws SQLException {
        List<String> here = versions(source);
        if (!here.equals(versions(target))) {
            throw Failure
                    .of(FailureCode.UNAVAILABLE,
                            "The source is of another version (" + String.join(", ", here)
                                    + "): start this version's portal with it once, stop it, and copy then.")
                    .exception();
        }
    }

    private static List<String> versions(Connection connection) throws SQLException {
        List<String> versions = new ArrayList<>();
        try (Statement ask = connection.createStatement();
                ResultSet rows = ask.executeQuery(
                        "SELECT version FROM flyway_schema_history WHERE version IS NOT NULL ORDER BY installed_rank")) {
            while (rows.next()) {
                versions.add(rows.getString(1));
            }
        } catch (SQLException e) {
            throw failed("no database of a portal: " + e.getMessage(), e);
        }
        return versions;
    }

    static FailureException failed(String reason, Throwable cause) {
        return Failure
                .of(FailureCode.UNAVAILABLE,
                        "The copy failed, nothing was changed: "
                                + String.valueOf(reason).lines().findFirst().orElse(""))
                .causedBy(cause);
    }

    private static FailureException invalid(String text) {
        return Failure.of(FailureCode.INVALID, text).exception();
    }
}
