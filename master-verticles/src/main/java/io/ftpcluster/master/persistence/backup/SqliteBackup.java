package io.ftpcluster.master.persistence.backup;

import io.ftpcluster.env.FileProblem;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.persistence.engine.NativeLibrary;
import io.ftpcluster.master.persistence.engine.Schema;
import io.ftpcluster.master.persistence.engine.SqliteFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Consistent copies of a SQLite database, beside a portal that uses it or without one. Blocking. */
public final class SqliteBackup {

    private SqliteBackup() {}

    /** The file that these settings mean. */
    public static Path file(Config.Database config, Path dataDir) {
        return config.url().map(SqliteFile::path).orElseGet(() -> dataDir.resolve("ftpcluster.db")).toAbsolutePath();
    }

    /** The most that a copy can take, in bytes. */
    public static long size(Path file) {
        return length(file) + length(file.resolveSibling(file.getFileName() + "-wal"));
    }

    private static long length(Path file) {
        return file.toFile().length();
    }

    /**
     * One state of the whole, without what was deleted. Reads at once, so nobody's writes begin it anew as they would with
     * SQLite's copy page by page, and keeps no writer out.
     *
     * @param copy an empty file
     */
    public static void copy(Path file, Path copy) {
        requireUsable(file);
        try (Connection connection = SqliteFile.readOnly(file).getConnection();
                PreparedStatement vacuum = connection.prepareStatement("VACUUM INTO ?")) {
            vacuum.setString(1, copy.toString());
            vacuum.execute();
            try (FileChannel written = FileChannel.open(copy, StandardOpenOption.WRITE)) {
                written.force(true);
            }
        } catch (SQLException e) {
            throw BackupFailure
                    .of("The database " + file + " can't be copied: " + BackupFailure.firstLine(e.getMessage()), e);
        } catch (IOException e) {
            throw BackupFailure.of("The copy of the database can't be written: " + FileProblem.text(e), e);
        }
    }

    private static void requireUsable(Path file) {
        try {
            NativeLibrary.load();
            if (!Files.isRegularFile(file)) {
                throw BackupFailure.of("There is no database " + file
                        + ". Say where the portal keeps its state, with --data or --config.");
            }
            // Not by opening it: closing a file gives up the locks that SQLite has on it in this process, and another process
            // that comes and goes would take the log away from under a portal that runs.
            if (!Files.isReadable(file)) {
                throw new AccessDeniedException(file.toString());
            }
        } catch (IOException e) {
            throw BackupFailure.of("The database " + file + " can't be read: " + FileProblem.text(e)
                    + ". Run this as the user that runs the portal, or as root.", e);
        }
    }

    /** Fails unless every page and every reference of a copy that nobody uses is sound, and this version knows its tables. */
    public static DatabaseFacts check(Path copy) {
        try {
            NativeLibrary.load();
        } catch (IOException e) {
            throw BackupFailure.of(FileProblem.text(e), e);
        }
        try (Connection connection = SqliteFile.readOnly(copy).getConnection()) {
            requireNone(connection, "PRAGMA quick_check(1)", List.of("ok"), "its pages are damaged");
            requireNone(connection, "PRAGMA foreign_key_check", List.of(), "rows refer to others that aren't there");
            new Schema(SqliteFile.readOnly(copy)).requireKnown();
            return DatabaseFacts.read(connection, null);
        } catch (SQLException e) {
            throw BackupFailure.of("The copy of the database is damaged: " + BackupFailure.firstLine(e.getMessage()),
                    e);
        }
    }

    private static void requireNone(Connection connection, String question, List<String> expected, String otherwise)
            throws SQLException {
        List<String> found = new ArrayList<>();
        try (Statement ask = connection.createStatement(); ResultSet rows = ask.executeQuery(question)) {
            while (rows.next() && found.size() < 2) {
                found.add(rows.getString(1));
            }
        }
        if (!found.equals(expected)) {
            throw BackupFailure.of("The copy of the database is damaged: " + otherwise
                    + (found.isEmpty() ? "" : " (" + BackupFailure.firstLine(found.getFirst()) + ")"));
        }
    }
}
