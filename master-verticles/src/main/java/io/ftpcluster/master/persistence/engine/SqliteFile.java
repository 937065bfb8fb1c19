package io.ftpcluster.master.persistence.engine;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.env.FileProblem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import javax.sql.DataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * A SQLite database file, readable by its owner only and held by one process at a time: SQLite itself would let a
 * second master in, and each would believe itself alone. Closing gives it up.
 */
public final class SqliteFile implements AutoCloseable {

    public static final String URL_PREFIX = "jdbc:sqlite:";
    private static final int BUSY_TIMEOUT_MILLIS = 5000;

    private final Path file;
    private final FileChannel lock;

    private SqliteFile(Path file, FileChannel lock) {
        this.file = file;
        this.lock = lock;
    }

    /** Makes missing folders and an empty file; fails UNAVAILABLE when another process holds it. */
    public static SqliteFile claim(Path file) {
        try {
            NativeLibrary.load();
            makeFolder(file.toAbsolutePath().getParent());
            makeFile(file);
            // SQLite would say less about why not.
            FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE).close();
            return new SqliteFile(file, lock(lockFile(file)));
        } catch (IOException e) {
            throw Failure
                    .of(FailureCode.UNAVAILABLE,
                            "The database file " + file + " can't be used: " + FileProblem.text(e) + ".")
                    .causedBy(e);
        }
    }

    /** Keeps others out of a file that may not be there, and makes none; fails UNAVAILABLE when another process holds it. */
    public static SqliteFile reserve(Path file) {
        try {
            makeFolder(file.toAbsolutePath().getParent());
            return new SqliteFile(file, lock(lockFile(file)));
        } catch (IOException e) {
            throw Failure
                    .of(FailureCode.UNAVAILABLE,
                            "The folder of the database file " + file + " can't be used: " + FileProblem.text(e) + ".")
                    .causedBy(e);
        }
    }

    /** By which a portal keeps others out; it stays when the portal has stopped. */
    public static Path lockFile(Path file) {
        return file.resolveSibling(file.getFileName() + ".lock");
    }

    /** The file that a URL names; fails INVALID when it names none, or has parameters. */
    public static Path path(String url) {
        String file = url.substring(URL_PREFIX.length());
        if (file.isEmpty() || file.startsWith(":") || file.contains("?")) {
            throw Failure.of(FailureCode.INVALID, "FTPCLUSTER_DATABASE_URL: must name a file, without parameters")
                    .exception();
        }
        return Path.of(file);
    }

    DataSource dataSource() {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        // With WAL only FULL syncs at each commit: what was acknowledged survives a power cut too.
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.enforceForeignKeys(true);
        config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl(URL_PREFIX + file);
        return source;
    }

    /** Beside a portal that may hold it: each transaction takes SQLite's own lock from its begin to its end. */
    public static DataSource besideOthers(Path file) {
        SQLiteConfig config = new SQLiteConfig();
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.enforceForeignKeys(true);
        config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl(URL_PREFIX + file);
        return source;
    }

    /** For reading only: what opens it can't change it. */
    public DataSource readingSource() {
        return readOnly(file);
    }

    /** Likewise, of a file that others may hold or nobody does. */
    public static DataSource readOnly(Path file) {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl(URL_PREFIX + file);
        return source;
    }

    /**
     * For reading only, beside a portal that may hold it. Without a log beside it, it is read as it is: SQLite would make files for
     * itself there, which whoever runs this would own.
     */
    public static DataSource unchanged(Path file) {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        SQLiteDataSource source = new SQLiteDataSource(config);
        boolean held = Files.exists(file.resolveSibling(file.getFileName() + "-wal"));
        source.setUrl(URL_PREFIX + file.toAbsolutePath().toUri() + (held ? "" : "?immutable=1"));
        return source;
    }

    @Override
    public String toString() {
        return URL_PREFIX + file;
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    private static void makeFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, mode(folder, "rwx------"));
        }
    }

    /** Before SQLite makes it: the files beside it (-wal, -shm) get the mode of this one. */
    private static void makeFile(Path file) throws IOException {
        try {
            Files.createFile(file, mode(file, "rw-------"));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isRegularFile(file)) {
                throw e;
            }
        }
    }

    private static FileChannel lock(Path path) throws IOException {
        try {
            makeFile(path);
            FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
            if (channel.tryLock() != null) {
                return channel;
            }
            channel.close();
        } catch (OverlappingFileLockException e) {
            throw inUse(path).causedBy(e);
        }
        throw inUse(path).exception();
    }

    private static Failure inUse(Path lock) {
        return Failure.of(FailureCode.UNAVAILABLE, "Another portal uses this database (" + lock
                + " is locked). Stop that one, or use another data directory.");
    }

    private static FileAttribute<?>[] mode(Path path, String permissions) {
        if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[0];
        }
        return new FileAttribute<?>[]{
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))};
    }
}
