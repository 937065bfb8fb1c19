package io.ftpcluster.master.persistence;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.persistence.ImportOptions.Mode;
import io.ftpcluster.master.persistence.ImportReport.Outcome;
import io.ftpcluster.master.persistence.legacy.LegacyData;
import io.ftpcluster.master.secrets.SecretBox;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;

/**
 * Brings users, servers and permissions of the portal's Python version into the portal's database, in one transaction. What
 * was brought before is found again and stays as it is now. Blocking; fails with one line for people.
 */
public final class LegacyImport {

    private final DirectDatabase database;

    private LegacyImport(DirectDatabase database) {
        this.database = database;
    }

    /** Makes and migrates nothing. */
    public static LegacyImport into(Config.Database config, Path dataDir) {
        return new LegacyImport(DirectDatabase.open(config, dataDir));
    }

    public ImportReport run(LegacyData data, ImportOptions options) {
        return database.write(connection -> {
            requireKey(connection, options.portal());
            ImportRun run = new ImportRun(data, options, new ImportTarget(database, connection),
                    Instant.ofEpochMilli(database.clock().millis()));
            run.takeAll();
            if (run.isKeyWrong()) {
                throw invalid("None of the " + run.passwords() + " passwords in the file can be decrypted with this"
                        + " key. Give the FERNET_KEY that the Python version ran with, or take users and servers only,"
                        + " with --without-permissions.");
            }
            ImportReport tried = new ImportReport(run.lines(), data.ignored(), data.withRoles(), false);
            return isKept(options.mode(), tried)
                    ? new ImportReport(run.lines(), data.ignored(), data.withRoles(), true)
                    : tried;
        }, ImportReport::done);
    }

    private static boolean isKept(Mode mode, ImportReport report) {
        return switch (mode) {
            case TAKE -> true;
            case ALL_OR_NOTHING -> !report.has(Outcome.LEFT_OUT);
            case DRY_RUN -> false;
        };
    }

    /** Else the portal couldn't open what is sealed here. */
    private static void requireKey(Connection connection, SecretBox box) throws SQLException {
        try (Statement ask = connection.createStatement();
                ResultSet row = ask.executeQuery("SELECT sealed FROM key_check WHERE id = 1")) {
            if (!row.next()) {
                throw invalid("No portal was ever started with this database; start it once first.");
            }
            box.open(new Secret(row.getString(1)));
        } catch (FailureException e) {
            if (e.failure().code() == FailureCode.INVALID) {
                throw e;
            }
            throw Failure
                    .of(FailureCode.INVALID,
                            "The portal's own FERNET_KEY doesn't fit its database. Give the settings that it runs"
                                    + " with, by --config or in the environment.")
                    .causedBy(e);
        }
    }

    private static FailureException invalid(String text) {
        return Failure.of(FailureCode.INVALID, text).exception();
    }
}
