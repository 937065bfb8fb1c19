package io.ftpcluster.master.persistence.backup;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.persistence.engine.PostgresEngine;
import io.ftpcluster.master.persistence.engine.Schema;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.postgresql.Driver;

/** A PostgreSQL database as pg_dump writes it, and back by pg_restore. Blocking. */
public final class PostgresBackup {

    /** What the driver calls it, and what PostgreSQL's programs do. */
    private static final Map<String, String> PARAMETERS = Map.of("PGHOST", "PGHOST", "PGPORT", "PGPORT", "PGDBNAME",
            "PGDATABASE", "sslmode", "PGSSLMODE", "sslrootcert", "PGSSLROOTCERT", "sslcert", "PGSSLCERT", "sslkey",
            "PGSSLKEY");

    private final Config.Database config;
    private final String url;
    private final PostgresEngine engine;

    private PostgresBackup(Config.Database config, String url) {
        this.config = config;
        this.url = url;
        this.engine = PostgresEngine.reach(config, url);
    }

    /** Whether it is this engine that the settings mean. */
    public static boolean isMeant(Config.Database config) {
        return config.url().filter(url -> url.startsWith(PostgresEngine.URL_PREFIX)).isPresent();
    }

    /** Fails UNAVAILABLE when it can't be reached. */
    public static PostgresBackup of(Config.Database config) {
        return new PostgresBackup(config, config.url().orElseThrow());
    }

    /**
     * One state of the whole, and what is in that.
     *
     * @param program pg_dump
     * @param copy an empty file, with room for another one beside it
     */
    public DatabaseFacts dump(Path program, Path copy) {
        try (Connection connection = engine.patientSource().getConnection()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            new Schema(engine.patientSource()).requireKnown();
            // pg_dump sees what this transaction sees, for as long as that lasts.
            String snapshot = text(connection, "SELECT pg_export_snapshot()");
            try (PostgresTool dump = PostgresTool.start(program, environment(), log(copy), "--format=custom",
                    "--no-owner", "--no-privileges", "--no-password", "--snapshot=" + snapshot, "--file=" + copy)) {
                DatabaseFacts facts = DatabaseFacts.read(connection, connection.getSchema());
                dump.await();
                return facts;
            }
        } catch (SQLException e) {
            throw BackupFailure.of(
                    "The database " + engine.place() + " can't be copied: " + BackupFailure.firstLine(e.getMessage()),
                    e);
        }
    }

    /**
     * Reads all of a dump, as a restore would.
     *
     * @param program pg_restore
     */
    public static void check(Path program, Path dump) {
        try (PostgresTool restore = PostgresTool.start(program, Map.of(), log(dump), "--file=/dev/null",
                dump.toString())) {
            restore.await();
        }
    }

    /** Fails when there is anything, or this version doesn't know tables of that one. */
    public void requireFitting(String schema) {
        try (Connection connection = engine.patientSource().getConnection();
                ResultSet tables = connection.getMetaData()
                        .getTables(null, connection.getSchema(), "%", new String[]{"TABLE"})) {
            if (tables.next()) {
                throw BackupFailure.of("The database " + engine.place() + " isn't empty: it has the table "
                        + tables.getString("TABLE_NAME") + ". Give it a new one; nothing was changed.");
            }
        } catch (SQLException e) {
            throw BackupFailure.of(
                    "The database " + engine.place() + " can't be read: " + BackupFailure.firstLine(e.getMessage()), e);
        }
        if (!new Schema(engine.patientSource()).knows(schema)) {
            throw BackupFailure.of("The backup was made by a newer version of FTPCluster (schema " + schema
                    + "); use that version. Nothing was changed.");
        }
    }

    /**
     * All of it, or nothing.
     *
     * @param program pg_restore
     */
    public DatabaseFacts restore(Path program, Path dump) {
        Map<String, String> environment = environment();
        try (PostgresTool restore = PostgresTool.start(program, environment, log(dump), "--single-transaction",
                "--exit-on-error", "--no-owner", "--no-privileges", "--no-password",
                "--dbname=" + environment.get("PGDATABASE"), dump.toString())) {
            restore.await();
        }
        try (Connection connection = engine.patientSource().getConnection()) {
            return DatabaseFacts.read(connection, connection.getSchema());
        } catch (SQLException e) {
            throw BackupFailure.of("The database " + engine.place() + " was restored, but can't be read: "
                    + BackupFailure.firstLine(e.getMessage()), e);
        }
    }

    public String place() {
        return engine.place();
    }

    private Map<String, String> environment() {
        Properties given = Driver.parseURL(url, new Properties());
        Map<String, String> environment = new HashMap<>();
        PARAMETERS.forEach((driver, library) -> {
            if (given != null && given.getProperty(driver) != null) {
                environment.put(library, given.getProperty(driver));
            }
        });
        if (given != null && "primary".equals(given.getProperty("targetServerType"))) {
            environment.put("PGTARGETSESSIONATTRS", "read-write");
        }
        config.user().ifPresent(user -> environment.put("PGUSER", user));
        config.password().map(Secret::value).ifPresent(password -> environment.put("PGPASSWORD", password));
        environment.put("PGCONNECT_TIMEOUT", "10");
        return environment;
    }

    private static Path log(Path copy) {
        return copy.resolveSibling(copy.getFileName() + ".log");
    }

    private static String text(Connection connection, String question) throws SQLException {
        try (Statement ask = connection.createStatement(); ResultSet answer = ask.executeQuery(question)) {
            answer.next();
            return answer.getString(1);
        }
    }
}
