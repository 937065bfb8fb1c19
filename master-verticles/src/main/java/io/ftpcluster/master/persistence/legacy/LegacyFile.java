package io.ftpcluster.master.persistence.legacy;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.env.FileProblem;
import io.ftpcluster.master.persistence.engine.NativeLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sqlite.SQLiteConfig;

/**
 * A SQLite file of somebody else's, read from a copy: neither opening it nor what it says can change the file. Fails
 * INVALID or UNAVAILABLE with one line for people.
 */
public final class LegacyFile implements AutoCloseable {

    /** Some million rows; the Python version's files are a thousandth of that. */
    static final long MOST_BYTES = 256L * 1024 * 1024;
    private static final byte[] HEADER = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    /** What SQLite keeps beside a file, and may have to be read with it. */
    private static final List<String> SUFFIXES = List.of("", "-wal", "-journal");

    private final Connection connection;

    private LegacyFile(Connection connection) {
        this.connection = connection;
    }

    /** A file or its absence. */
    private record State(boolean there, long size, FileTime changedAt) {

        static State of(Path path) throws IOException {
            if (Files.notExists(path)) {
                return new State(false, 0, FileTime.fromMillis(0));
            }
            BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
            if (!now.isRegularFile()) {
                throw invalid(path, "it is no file", null);
            }
            return new State(true, now.size(), now.lastModifiedTime());
        }
    }

    /** @param folder for the copy, which holds passwords: readable for its owner only; the caller's to remove */
    public static LegacyFile open(Path file, Path folder) {
        Path copy = folder.resolve("source.db");
        try {
            List<State> before = states(file);
            requireDatabase(file, before);
            for (String suffix : SUFFIXES) {
                Path part = Path.of(file + suffix);
                if (Files.exists(part)) {
                    Files.copy(part, Path.of(copy + suffix));
                }
            }
            if (!states(file).equals(before)) {
                throw unavailable(file, "it is being written; stop the Python version first", null);
            }
            NativeLibrary.load();
            return new LegacyFile(connect(file, copy));
        } catch (IOException e) {
            throw unavailable(file, FileProblem.text(e), e);
        }
    }

    private static List<State> states(Path file) throws IOException {
        List<State> states = new ArrayList<>();
        for (String suffix : SUFFIXES) {
            states.add(State.of(Path.of(file + suffix)));
        }
        return states;
    }

    private static void requireDatabase(Path file, List<State> states) throws IOException {
        if (!states.getFirst().there()) {
            throw invalid(file, "there is none", null);
        }
        if (states.stream().mapToLong(State::size).sum() > MOST_BYTES) {
            throw invalid(file, "it has more than " + MOST_BYTES / 1024 / 1024 + " MiB", null);
        }
        try (InputStream in = Files.newInputStream(file)) {
            if (!Arrays.equals(in.readNBytes(HEADER.length), HEADER)) {
                throw invalid(file, "it is no SQLite database, or an encrypted one", null);
            }
        }
    }

    private static Connection connect(Path file, Path copy) {
        Connection connection = null;
        try {
            connection = new SQLiteConfig().createConnection("jdbc:sqlite:" + copy);
            try (Statement statement = connection.createStatement()) {
                // What the schema says must not run more than SQLite's own harmless functions.
                statement.execute("PRAGMA trusted_schema = OFF");
                statement.execute("PRAGMA cell_size_check = ON");
                statement.execute("PRAGMA query_only = ON");
                try (ResultSet check = statement.executeQuery("PRAGMA quick_check(1)")) {
                    if (!check.next() || !"ok".equals(check.getString(1))) {
                        throw invalid(file, "it is damaged", null);
                    }
                }
            }
            Connection checked = connection;
            connection = null;
            return checked;
        } catch (SQLException e) {
            throw invalid(file, "it is damaged, or no SQLite database: " + firstLine(e), e);
        } finally {
            close(connection);
        }
    }

    Connection connection() {
        return connection;
    }

    @Override
    public void close() {
        close(connection);
    }

    private static void close(Connection connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private static FailureException invalid(Path file, String why, Throwable cause) {
        return Failure.of(FailureCode.INVALID, "The file " + file + " can't be imported: " + why + ".").causedBy(cause);
    }

    private static FailureException unavailable(Path file, String why, Throwable cause) {
        return Failure.of(FailureCode.UNAVAILABLE, "The file " + file + " can't be read: " + why + ".").causedBy(cause);
    }
}
