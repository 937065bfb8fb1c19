package io.ftpcluster.master.persistence.engine;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** SQLite: one process, one writer at a time, any number of readers beside it. */
final class SqliteEngine implements Engine {

    // One writer: a queue here is fairer than SQLite's polling for the lock.
    private static final Sizes SIZES = new Sizes(4, 1, 2, Duration.ofSeconds(10), Duration.ZERO);

    private final SqliteFile file;

    SqliteEngine(SqliteFile file) {
        this.file = file;
    }

    @Override
    public DataSource source() {
        return file.dataSource();
    }

    @Override
    public DataSource patientSource() {
        return file.dataSource();
    }

    @Override
    public Sizes sizes() {
        return SIZES;
    }

    /** Takes the write lock at once: a reader that becomes a writer later may find that it can't. */
    @Override
    public String beginWrite() {
        return "BEGIN IMMEDIATE";
    }

    @Override
    public String beginAppend() {
        return beginWrite();
    }

    @Override
    public String shareLock() {
        return "";
    }

    @Override
    public String now() {
        return "CAST(unixepoch('subsec') * 1000 AS INTEGER)";
    }

    @Override
    public SqlErrorKind trouble(SQLException refusal) {
        if (!(refusal instanceof SQLiteException sqlite)) {
            return SqlErrorKind.DEFECT;
        }
        if (sqlite.getResultCode() == SQLiteErrorCode.SQLITE_CONSTRAINT_UNIQUE
                || sqlite.getResultCode() == SQLiteErrorCode.SQLITE_CONSTRAINT_PRIMARYKEY) {
            return SqlErrorKind.UNIQUE;
        }
        return switch (primary(sqlite.getResultCode())) {
            case SQLITE_BUSY -> SqlErrorKind.unavailable("another process holds it");
            case SQLITE_FULL -> SqlErrorKind.unavailable("its disk is full");
            case SQLITE_IOERR -> SqlErrorKind.unavailable("its disk fails");
            case SQLITE_READONLY -> SqlErrorKind.unavailable("it is read-only");
            default -> SqlErrorKind.DEFECT;
        };
    }

    /** The lower byte, whatever its extension. */
    private static SQLiteErrorCode primary(SQLiteErrorCode code) {
        return SQLiteErrorCode.getErrorCode(code.code & 0xFF);
    }

    @Override
    public String place() {
        return file.toString();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
