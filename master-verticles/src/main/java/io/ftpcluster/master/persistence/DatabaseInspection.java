package io.ftpcluster.master.persistence;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.env.FileProblem;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.persistence.engine.Engine;
import io.ftpcluster.master.persistence.engine.NativeLibrary;
import io.ftpcluster.master.persistence.engine.PostgresEngine;
import io.ftpcluster.master.persistence.engine.Schema;
import io.ftpcluster.master.persistence.engine.SqliteFile;
import io.ftpcluster.master.persistence.repository.AcmeRepository;
import io.ftpcluster.master.persistence.repository.NodeReportRepository;
import io.ftpcluster.master.secrets.KeyCheck;
import io.ftpcluster.master.secrets.SecretBox;
import io.ftpcluster.messages.Nodes.Unreached;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Looks at the portal's database, beside a portal that uses it or without one, and changes nothing. Blocking. */
public final class DatabaseInspection {

    private DatabaseInspection() {}

    /**
     * @param product with its version
     * @param ahead by how much the database's clock is ahead of this machine's; zero where it is the same
     * @param keyCheck what tells whether a key fits; empty: nothing was sealed yet
     * @param connections what the server takes and how many of them a node may have; empty: no matter here
     * @param nodes of the cluster, those that have told of themselves in the last minute
     * @param ordered the portal's certificate where a CA is asked for it; empty: nothing came of that yet
     */
    public record Facts(String place, String product, Schema.State schema, Duration ahead, Optional<Secret> keyCheck,
            Optional<Connections> connections, List<ClusterNode> nodes, Optional<Ordered> ordered) {

        public Facts {
            nodes = List.copyOf(nodes);
        }

        /** Whether stored secrets can be read with these keys. */
        public boolean fits(SecretBox box) {
            return keyCheck.isEmpty() || KeyCheck.fits(box, keyCheck.get());
        }
    }

    /**
     * @param ahead by how much its clock was ahead of the database's
     * @param unreached ports of the others that it can't connect to
     */
    public record ClusterNode(String id, String name, String version, Duration ahead, List<Unreached> unreached) {
        public ClusterNode {
            unreached = List.copyOf(unreached);
        }
    }

    /**
     * @param chain in PEM; empty: the CA has given none yet
     * @param problem of the last order, when it failed
     */
    public record Ordered(Optional<String> chain, Optional<String> problem) {}

    /** @param most of all clients together, without those that are kept for its admins */
    public record Connections(int most, int perNode) {}

    /** Empty: there is no file yet. Fails with one line for people when it can't be asked. */
    public static Optional<Facts> of(Config.Database config, Path dataDir) {
        String url = config.url().orElse(SqliteFile.URL_PREFIX + dataDir.resolve("ftpcluster.db"));
        return url.startsWith(SqliteFile.URL_PREFIX)
                ? sqlite(SqliteFile.path(url))
                : Optional.of(server(Engine.of(config, dataDir)));
    }

    private static Optional<Facts> sqlite(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            if (!Files.isReadable(file)) {
                throw unusable(file.toString(), "permission denied for the user " + FileProblem.user(), null);
            }
            NativeLibrary.load();
        } catch (IOException e) {
            throw unusable(file.toString(), FileProblem.text(e), e);
        }
        DataSource source = SqliteFile.unchanged(file);
        try (Connection connection = source.getConnection()) {
            Schema.State schema = new Schema(source).state();
            return Optional.of(new Facts(file.toString(),
                    "SQLite " + connection.getMetaData().getDatabaseProductVersion(), schema, Duration.ZERO,
                    keyCheck(connection, schema), Optional.empty(), List.of(), ordered(connection, schema)));
        } catch (SQLException e) {
            throw unusable(file.toString(), firstLine(e), e);
        }
    }

    /** What SQLite finds in the whole file; empty: nothing is wrong. Takes seconds for each gigabyte. */
    public static Optional<String> damage(Config.Database config, Path dataDir) {
        Path file = SqliteFile.path(config.url().orElse(SqliteFile.URL_PREFIX + dataDir.resolve("ftpcluster.db")));
        try (Connection connection = SqliteFile.unchanged(file).getConnection();
                Statement ask = connection.createStatement();
                ResultSet answer = ask.executeQuery("PRAGMA quick_check(1)")) {
            answer.next();
            return Optional.of(answer.getString(1)).filter(said -> !said.equals("ok"));
        } catch (SQLException e) {
            return Optional.of(firstLine(e));
        }
    }

    private static Facts server(Engine engine) {
        try (engine; Connection connection = engine.source().getConnection()) {
            Schema.State schema = new Schema(engine.source()).state();
            Instant before = Instant.now();
            long now = Long.parseLong(first(connection, "SELECT " + engine.now()));
            Instant between = before.plus(Duration.between(before, Instant.now()).dividedBy(2));
            int most = Integer.parseInt(first(connection, "SHOW max_connections"))
                    - Integer.parseInt(first(connection, "SHOW superuser_reserved_connections"));
            Engine.Sizes sizes = engine.sizes();
            return new Facts(engine.place(), "PostgreSQL " + first(connection, "SHOW server_version"), schema,
                    Duration.between(between, Instant.ofEpochMilli(now)), keyCheck(connection, schema),
                    engine instanceof PostgresEngine
                            ? Optional.of(new Connections(most, sizes.readers() + sizes.writers() + sizes.quick()))
                            : Optional.empty(),
                    nodes(connection, schema, now), ordered(connection, schema));
        } catch (SQLException e) {
            throw unusable(engine.place(), firstLine(e), e);
        } catch (IOException e) {
            throw unusable(engine.place(), FileProblem.text(e), e);
        }
    }

    private static Optional<Secret> keyCheck(Connection connection, Schema.State schema) throws SQLException {
        if (schema == Schema.State.EMPTY) {
            return Optional.empty();
        }
        try (Statement ask = connection.createStatement();
                ResultSet answer = ask.executeQuery("SELECT sealed FROM key_check WHERE id = 1")) {
            return answer.next() ? Optional.of(new Secret(answer.getString(1))) : Optional.empty();
        }
    }

    /** @param now by the database's clock */
    private static List<ClusterNode> nodes(Connection connection, Schema.State schema, long now) throws SQLException {
        List<ClusterNode> found = new ArrayList<>();
        if (schema == Schema.State.CURRENT) {
            try (Statement ask = connection.createStatement();
                    ResultSet row = ask.executeQuery(
                            "SELECT id, name, version, ahead_millis, unreached FROM" + " cluster_nodes WHERE told_at > "
                                    + (now - NodeReportRepository.FRESH.toMillis()) + " ORDER BY name, id")) {
                while (row.next()) {
                    found.add(new ClusterNode(row.getString(1), row.getString(2), row.getString(3),
                            Duration.ofMillis(row.getLong(4)), NodeReportRepository.unreached(row.getString(5))));
                }
            }
        }
        return found;
    }

    private static Optional<Ordered> ordered(Connection connection, Schema.State schema) throws SQLException {
        if (schema != Schema.State.CURRENT) {
            return Optional.empty();
        }
        try (Statement ask = connection.createStatement();
                ResultSet answer = ask.executeQuery(
                        "SELECT chain, problem FROM acme_certificates WHERE name = '" + AcmeRepository.PORTAL + "'")) {
            return answer.next()
                    ? Optional.of(new Ordered(Optional.ofNullable(answer.getString(1)),
                            Optional.ofNullable(answer.getString(2))))
                    : Optional.empty();
        }
    }

    private static String first(Connection connection, String question) throws SQLException {
        try (Statement ask = connection.createStatement(); ResultSet answer = ask.executeQuery(question)) {
            answer.next();
            return answer.getString(1);
        }
    }

    private static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("unknown");
    }

    private static FailureException unusable(String place, String why, Throwable cause) {
        return Failure.of(FailureCode.UNAVAILABLE, "The database " + place + " can't be used: " + why + ".")
                .causedBy(cause);
    }
}
