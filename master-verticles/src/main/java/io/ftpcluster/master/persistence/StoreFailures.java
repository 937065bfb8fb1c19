package io.ftpcluster.master.persistence;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.vertx.core.VertxException;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What a database's refusal means to the portal. */
final class StoreFailures {

    private static final Logger LOG = LoggerFactory.getLogger(StoreFailures.class);
    private static final String UNIQUE_VIOLATION = "23505"; // SQLSTATE of ISO SQL

    private StoreFailures() {}

    static RuntimeException of(Throwable cause) {
        return switch (cause) {
            case FailureException known -> known;
            case SQLException e when isUniqueViolation(e) -> new UniqueViolation(e);
            case SQLiteException e when isTransient(e.getResultCode()) -> unavailable(e);
            case VertxException e -> unavailable(e); // The pool: too many wait, waited too long, closed.
            case RuntimeException e -> e;
            default -> new IllegalStateException("The database failed: " + cause.getMessage(), cause);
        };
    }

    private static boolean isUniqueViolation(SQLException e) {
        if (e instanceof SQLiteException sqlite) {
            return sqlite.getResultCode() == SQLiteErrorCode.SQLITE_CONSTRAINT_UNIQUE;
        }
        return UNIQUE_VIOLATION.equals(e.getSQLState());
    }

    /** The lower byte is the primary code, whatever its extension. */
    private static boolean isTransient(SQLiteErrorCode code) {
        int primary = code.code & 0xFF;
        return primary == SQLiteErrorCode.SQLITE_BUSY.code || primary == SQLiteErrorCode.SQLITE_FULL.code
                || primary == SQLiteErrorCode.SQLITE_IOERR.code || primary == SQLiteErrorCode.SQLITE_READONLY.code;
    }

    static FailureException unavailable(Throwable cause) {
        LOG.error("The database can't be used now: {}", cause.toString());
        return Failure.of(FailureCode.UNAVAILABLE, "The portal's database can't be used now.").retryAfter(5).causedBy(
                cause);
    }
}
