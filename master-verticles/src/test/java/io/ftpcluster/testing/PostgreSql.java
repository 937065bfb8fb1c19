package io.ftpcluster.testing;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.config.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A real PostgreSQL on a free port of 127.0.0.1, which forgets what it has when the machine stops. Needs root, as it runs
 * as the user postgres of Debian's package. Closing it ends it and removes its files.
 */
public final class PostgreSql implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 60;
    private static final String USER = "postgres";
    private static final String PASSWORD = "pa:ss wörd";

    private final Path directory;
    private final Path binaries = binaries();
    private final int port = FreePorts.one();
    private final AtomicInteger databases = new AtomicInteger();
    private Process process;

    private PostgreSql(Path directory) {
        this.directory = directory;
    }

    private static final class Shared {
        static final PostgreSql INSTANCE = shared();

        private static PostgreSql shared() {
            // Each login by SCRAM costs the client 4,096 rounds of SHA-256, of which tests of one process would make thousands.
            PostgreSql server = start("md5");
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "postgresql-stop"));
            return server;
        }
    }

    /** The one that the tests of this process have in common; not to be stopped. */
    public static PostgreSql shared() {
        return Shared.INSTANCE;
    }

    /** One of its own, with the logins that it has by default. */
    public static PostgreSql start() {
        return start("scram-sha-256");
    }

    private static PostgreSql start(String logins) {
        DaemonProcess.requireRoot();
        try {
            PostgreSql server = new PostgreSql(Files.createTempDirectory("ftpcluster-postgresql"));
            Commands.run("chown", USER, server.directory.toString());
            Path password = Files.writeString(server.directory.resolve("password"), PASSWORD);
            Commands.run("chown", USER, password.toString());
            Commands.run(server.asItsUser("initdb", "-D", server.data(), "-U", USER, "--pwfile=" + password,
                    "--auth=" + logins, "--encoding=UTF8", "--locale=C", "--no-sync").toArray(String[]::new));
            server.begin();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Again, after {@link #end}. Returns when it answers. */
    public void begin() {
        List<String> command = asItsUser("postgres", "-D", data(), "-p", String.valueOf(port), "-k",
                directory.toString(), "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c",
                "full_page_writes=off", "-c", "shared_buffers=16MB", "-c", "max_connections=200");
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        awaitAnswer();
    }

    private void awaitAnswer() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < deadline && process.isAlive()) {
            try {
                connect("postgres").close();
                return;
            } catch (SQLException notYet) {
                Eventually.pause();
            }
        }
        throw new IllegalStateException("it does not answer: " + log());
    }

    /** Ends it as a restart does, with all its connections. */
    public void end() {
        Commands.run("kill", "-INT", String.valueOf(process.pid()));
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("it does not end: " + log());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A new, empty one. */
    public Config.Database database() {
        String name = "test" + databases.incrementAndGet();
        execute("postgres", "CREATE DATABASE " + name);
        return database(name);
    }

    /** One that may exist or not, by its name. */
    public Config.Database database(String name) {
        return new Config.Database(Optional.of("jdbc:postgresql://127.0.0.1:" + port + "/" + name), Optional.of(USER),
                Optional.of(new Secret(PASSWORD)));
    }

    /** As somebody does by hand. */
    public static void execute(Config.Database database, String... statements) {
        try (Connection connection = connect(database)) {
            for (String statement : statements) {
                connection.createStatement().execute(statement);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Connection connect(Config.Database database) throws SQLException {
        return DriverManager.getConnection(database.url().orElseThrow(), USER, PASSWORD);
    }

    private void execute(String database, String statement) {
        execute(database(database), statement);
    }

    private Connection connect(String database) throws SQLException {
        return connect(database(database));
    }

    /** The process of the server that serves all others: to freeze it, freeze its {@link #children} too. */
    public long pid() {
        return process.pid();
    }

    public List<Long> children() {
        return process.descendants().map(ProcessHandle::pid).toList();
    }

    private String log() {
        try {
            return Files.readString(directory.resolve("log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private String data() {
        return directory.resolve("data").toString();
    }

    private List<String> asItsUser(String program, String... arguments) {
        List<String> command = new ArrayList<>(List.of("setpriv", "--reuid", USER, "--regid", USER, "--init-groups",
                binaries.resolve(program).toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static Path binaries() {
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            return versions.max(Comparator.naturalOrder()).orElseThrow().resolve("bin");
        } catch (IOException e) {
            throw new IllegalStateException("no PostgreSQL: scripts/test.sh installs it", e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            end();
        }
        Commands.run("rm", "-r", directory.toString());
    }
}
