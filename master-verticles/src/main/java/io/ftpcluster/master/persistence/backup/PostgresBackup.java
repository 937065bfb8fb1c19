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
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.Driver;

/** A PostgreSQL database as pg_dump writes it, and back by pg_restore. Blocking. */
public final class PostgresBackup {

    /** What the driver calls it, and what PostgreSQL's programs do. */
    private static final Map<String, String> PARAMETERS = Map.of("PGHOST", "PGHOST", "PGPORT", "PGPORT", "PGDBNAME",
            "PGDATABASE", "sslmode", "PGSSLMODE", "sslrootcert", "PGSSLROOTCERT", "sslcert", "PGSSLCERT", "sslkey",
            "PGSSLKEY");

    /** Schemas with what was there before a restore: no part of the portal. */
    private static final String ASIDE = "before_restore_";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd't'HHmmss")
            .withZone(ZoneOffset.UTC);

    /** So long the server may list a connection that was closed, such as one of this restore. */
    private static final Duration PARTING = Duration.ofSeconds(5);

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
                    "--no-owner", "--no-privileges", "--no-password", "--exclude-schema=" + ASIDE + "*",
                    "--snapshot=" + snapshot, "--file=" + copy)) {
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

    /**
     * Fails when this version doesn't know tables of that one, when a portal is connected, or when there is anything.
     *
     * @param replace whether there may be something
     */
    public void requireFitting(String schema, boolean replace) {
        if (!new Schema(engine.patientSource()).knows(schema)) {
            throw BackupFailure.of("The backup was made by a newer version of FTPCluster (schema " + schema
                    + "); use that version. Nothing was changed.");
        }
        if (replace) {
            requireUnused();
        } else {
            requireEmpty();
        }
    }

    private void requireUnused() {
        long deadline = System.nanoTime() + PARTING.toNanos();
        for (String others = portals(); !others.equals("0"); others = portals()) {
            if (System.nanoTime() > deadline) {
                throw BackupFailure.of("The database " + engine.place() + " is used by a portal (" + others
                        + " connections): stop all masters. Nothing was changed.");
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }

    private String portals() {
        return ask("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = '"
                + PostgresEngine.APPLICATION + "' AND pid <> pg_backend_pid()");
    }

    private void requireEmpty() {
        try (Connection connection = engine.patientSource().getConnection();
                ResultSet tables = connection.getMetaData()
                        .getTables(null, connection.getSchema(), "%", new String[]{"TABLE"})) {
            if (tables.next()) {
                throw BackupFailure.of("The database " + engine.place() + " isn't empty: it has the table "
                        + tables.getString("TABLE_NAME")
                        + ". Give it a new one, or say --replace; nothing was changed.");
            }
        } catch (SQLException e) {
            throw BackupFailure.of(
                    "The database " + engine.place() + " can't be read: " + BackupFailure.firstLine(e.getMessage()), e);
        }
    }

    /** Renames the schema and makes an empty one in its place. Returns its new name; empty when it has no tables. */
    public Optional<String> putAside(Instant now) {
        if (ask("SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema()").equals("0")) {
            return Optional.empty();
        }
        String schema = ask("SELECT current_schema()");
        String aside = ASIDE + TIME.format(now);
        change("What is in the database " + engine.place() + " can't be put aside",
                "ALTER SCHEMA " + quoted(schema) + " RENAME TO " + quoted(aside), "CREATE SCHEMA " + quoted(schema));
        return Optional.of(aside);
    }

    /** As it was before {@link #putAside}, when nothing has been restored. */
    public void putBack(String aside) {
        String schema = ask("SELECT current_schema()");
        change("What was in the database " + engine.place() + " stays in its schema " + aside,
                "DROP SCHEMA " + quoted(schema), "ALTER SCHEMA " + quoted(aside) + " RENAME TO " + quoted(schema));
    }

    private void change(String failure, String... statements) {
        try (Connection connection = engine.patientSource().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String one : statements) {
                statement.execute(one);
            }
            connection.commit();
        } catch (SQLException e) {
            throw BackupFailure.of(failure + ": " + BackupFailure.firstLine(e.getMessage()), e);
        }
    }

    private String ask(String question) {
        try (Connection connection = engine.patientSource().getConnection()) {
            return text(connection, question);
        } catch (SQLException e) {
            throw BackupFailure.of(
                    "The database " + engine.place() + " can't be read: " + BackupFailure.firstLine(e.getMessage()), e);
        }
    }

    private static String quoted(String identifier) {
        return "\"" + identifier.replace("\"", "\"\"") + "\"";
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
