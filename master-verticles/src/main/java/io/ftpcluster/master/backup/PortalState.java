package io.ftpcluster.master.backup;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.persistence.backup.BackupFailure;
import io.ftpcluster.master.persistence.backup.PostgresBackup;
import io.ftpcluster.master.persistence.backup.SqliteBackup;
import io.ftpcluster.master.secrets.KeyFiles;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a portal's state is.
 *
 * @param keys as the settings give them; those that they don't are in the data directory
 */
public record PortalState(Config.Database database, Path dataDir, Config.Keys keys) {

    public static PortalState of(Config config) {
        return new PortalState(config.database(), config.dataDir(), config.keys());
    }

    BackupManifest.Engine engine() {
        if (database.isElsewhere()) {
            throw BackupFailure
                    .usage("Another node owns the database (FTPCLUSTER_DATABASE_URL=none): do this on that one.");
        }
        return PostgresBackup.isMeant(database) ? BackupManifest.Engine.POSTGRESQL : BackupManifest.Engine.SQLITE;
    }

    /** Where the database is, for people. */
    public String place() {
        return engine() == BackupManifest.Engine.SQLITE
                ? databaseFile().toString()
                : database.url().orElseThrow().replaceFirst("\\?.*", "");
    }

    /** For SQLite. */
    Path databaseFile() {
        return SqliteBackup.file(database, dataDir);
    }

    /** What the portal uses; makes none. Empty: one or both are missing. */
    Optional<PortalKeys> findKeys() {
        KeyFiles files = new KeyFiles(dataDir);
        Optional<Secret> secret = keys.secretKey().or(files::findSecretKey);
        return keys.fernetKeys()
                .or(files::findFernetKeys)
                .flatMap(fernet -> secret.map(found -> new PortalKeys(found, fernet)));
    }
}
