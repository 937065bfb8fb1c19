package io.ftpcluster.master.persistence.engine;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteException;

/** Brings the tables to what this version of the portal knows. Blocking. */
public final class Schema {

    private static final Logger LOG = LoggerFactory.getLogger(Schema.class);

    private final DataSource source;
    /** Null until it is needed: it takes long to make. */
    private Flyway flyway;

    public Schema(DataSource source) {
        this.source = source;
    }

    private Flyway flyway() {
        if (flyway == null) {
            flyway = configured();
        }
        return flyway;
    }

    private Flyway configured() {
        return Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/migration")
                .loggers("slf4j")
                // What a newer portal has done must not be taken for ours: Flyway would only warn.
                .ignoreMigrationPatterns(new String[0])
                // No Java migrations, hence no search for classes.
                .javaMigrationClassProvider(List::of)
                .load();
    }

    /** Fails UNAVAILABLE with one line for people when the database is newer, changed by hand or damaged. */
    public void migrate() {
        SchemaFingerprint fingerprint = new SchemaFingerprint(source);
        if (fingerprint.isKept()) {
            return;
        }
        try {
            flyway().migrate();
            fingerprint.keep();
        } catch (FlywayException e) {
            throw explained(e);
        }
    }

    /** Changes nothing; fails UNAVAILABLE when the database is of another version, or no portal's. */
    public void requireCurrent() {
        try {
            MigrationInfoService info = flyway().info();
            if (info.applied().length == 0) {
                throw refusal("No portal was ever started with this database; the first start makes the account admin.",
                        null);
            }
            if (isNewer() || info.pending().length > 0) {
                throw refusal("The database is of another version of FTPCluster: start this version's portal with it"
                        + " once, or use the version that runs.", null);
            }
        } catch (FlywayException e) {
            throw unusable("The database can't be read: ", e);
        }
    }

    /** Changes nothing; fails UNAVAILABLE when the database is of a newer version, or no portal's. An older one is migrated at start. */
    public void requireKnown() {
        State state = state();
        if (state == State.EMPTY) {
            throw refusal("It is no database of a portal.", null);
        }
        if (state == State.NEWER) {
            throw refusal("It was made by a newer version of FTPCluster; use that version.", null);
        }
    }

    /** How the tables are, for this version. */
    public enum State {
        /** No portal was ever started with it. */
        EMPTY,
        CURRENT,
        /** The next start brings it to this version. */
        OLDER,
        NEWER
    }

    /** Changes nothing; fails UNAVAILABLE when the database can't be read. */
    public State state() {
        try {
            MigrationInfoService info = flyway().info();
            if (info.applied().length == 0) {
                return State.EMPTY;
            }
            if (isNewer()) {
                return State.NEWER;
            }
            return info.pending().length > 0 ? State.OLDER : State.CURRENT;
        } catch (FlywayException e) {
            throw unusable("The database can't be read: ", e);
        }
    }

    /** Whether this program has a migration that comes after, or is, this one. */
    public boolean knows(String version) {
        return Arrays.stream(flyway().info().all())
                .anyMatch(each -> each.getState().isResolved() && each.getVersion() != null
                        && each.getVersion().isAtLeast(version));
    }

    private FailureException explained(FlywayException e) {
        LOG.debug("Migration failed", e);
        if (isNewer()) {
            return refusal("The database was made by a newer version of FTPCluster; start that version.", e);
        }
        return unusable("The database can't be brought to this version: ", e);
    }

    private static FailureException unusable(String what, FlywayException e) {
        if (isDamaged(e)) {
            return refusal("The database is damaged: " + rootMessage(e) + ". Nothing was changed. Restore a backup"
                    + " (docs/operations.md), or salvage what can still be read by sqlite3's .recover.", e);
        }
        return refusal(what + rootMessage(e), e);
    }

    /** A file of SQLite whose pages make no sense, or that is none. */
    private static boolean isDamaged(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLiteException sqlite) {
                return switch (sqlite.getResultCode()) {
                    case SQLITE_CORRUPT, SQLITE_CORRUPT_INDEX, SQLITE_CORRUPT_SEQUENCE, SQLITE_CORRUPT_VTAB,
                            SQLITE_NOTADB ->
                        true;
                    default -> false;
                };
            }
        }
        return false;
    }

    private boolean isNewer() {
        try {
            MigrationInfo[] all = flyway().info().all();
            return Arrays.stream(all).anyMatch(each -> each.getState().isApplied() && !each.getState().isResolved());
        } catch (FlywayException unreadable) {
            LOG.debug("The schema's history can't be read", unreadable);
            return false;
        }
    }

    private static FailureException refusal(String detail, Throwable cause) {
        return Failure.of(FailureCode.UNAVAILABLE, detail).causedBy(cause);
    }

    /** The first line of the first cause: Flyway's own texts have many lines, with links. */
    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage()).lines().findFirst().orElse(root.getClass().getSimpleName());
    }
}
