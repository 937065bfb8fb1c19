package io.ftpcluster.master.backup;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.backup.BackupManifest.Engine;
import io.ftpcluster.master.persistence.backup.BackupFailure;
import io.ftpcluster.master.persistence.backup.DatabaseFacts;
import io.ftpcluster.master.persistence.backup.PostgresBackup;
import io.ftpcluster.master.persistence.backup.SqliteBackup;
import io.ftpcluster.master.secrets.Fernet;
import io.ftpcluster.master.secrets.KeyCheck;
import io.ftpcluster.master.secrets.KeyException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** A backup that was unpacked beside where it belongs, and checked as far as that goes without touching anything. */
final class StagedBackup {

    private final WorkFolder folder;
    private final BackupManifest manifest;
    private final Optional<PortalKeys> keys;

    private StagedBackup(WorkFolder folder, BackupManifest manifest, Optional<PortalKeys> keys) {
        this.folder = folder;
        this.manifest = manifest;
        this.keys = keys;
    }

    /**
     * @param engine what the settings mean; NONE: any database
     * @param folder for what is in it
     */
    static StagedBackup unpack(ArchiveReader reader, Engine engine, WorkFolder folder) throws IOException {
        BackupManifest manifest = reader.read(new ArchiveReader.Target() {
            @Override
            public void begin(BackupManifest found) throws IOException {
                requireEngine(found, engine);
                Room.require(folder.path(), found.size());
            }

            @Override
            public OutputStream open(String name) throws IOException {
                return Files.newOutputStream(folder.file(flat(name)), StandardOpenOption.WRITE);
            }
        });
        for (BackupManifest.Member member : manifest.members()) {
            PendingRestore.force(folder.path().resolve(flat(member.name())));
        }
        return new StagedBackup(folder, manifest, keys(manifest, folder));
    }

    private static String flat(String name) {
        return name.replace('/', '-');
    }

    private static void requireEngine(BackupManifest found, Engine wanted) {
        if (found.engine() == Engine.NONE) {
            throw BackupFailure.usage("That file has keys alone; name it by --keys, beside the backup");
        }
        if (wanted != Engine.NONE && found.engine() != wanted) {
            throw BackupFailure.usage(found.engine() == Engine.SQLITE
                    ? "The backup is of SQLite, and the settings name PostgreSQL: restore it without FTPCLUSTER_DATABASE_URL,"
                            + " and copy it then by ftpcluster db copy"
                    : "The backup is of PostgreSQL: name an empty database in FTPCLUSTER_DATABASE_URL");
        }
    }

    /** Of a backup, or of a file of keys. */
    static Optional<PortalKeys> keys(ArchiveReader reader, WorkFolder folder) throws IOException {
        BackupManifest manifest = reader.read(new ArchiveReader.Target() {
            @Override
            public void begin(BackupManifest found) {
                if (!found.hasKeys()) {
                    throw BackupFailure.usage("There are no keys in the file that --keys names");
                }
            }

            @Override
            public OutputStream open(String name) throws IOException {
                return name.startsWith("keys/")
                        ? Files.newOutputStream(folder.file(flat(name)), StandardOpenOption.WRITE)
                        : OutputStream.nullOutputStream();
            }
        });
        return keys(manifest, folder);
    }

    private static Optional<PortalKeys> keys(BackupManifest manifest, WorkFolder folder) throws IOException {
        return manifest.hasKeys()
                ? Optional.of(new PortalKeys(key(folder, BackupManifest.SECRET_KEY_FILE),
                        key(folder, BackupManifest.FERNET_KEY_FILE)))
                : Optional.empty();
    }

    private static Secret key(WorkFolder folder, String name) throws IOException {
        return new Secret(Files.readString(folder.path().resolve(flat(name)), StandardCharsets.ISO_8859_1).strip());
    }

    BackupManifest manifest() {
        return manifest;
    }

    Optional<PortalKeys> keys() {
        return keys;
    }

    Path database() {
        return folder.path().resolve(flat(manifest.databaseMember()));
    }

    /** All but what only the target can tell. What can be read of a dump without a server is little: no keys. */
    void check(PostgresPrograms programs, Optional<PortalKeys> used) {
        if (manifest.engine() == Engine.POSTGRESQL) {
            PostgresBackup.check(programs.restore(), database());
            return;
        }
        DatabaseFacts facts = SqliteBackup.check(database());
        requireSame(facts);
        requireFit(facts, used);
    }

    void requireSame(DatabaseFacts facts) {
        if (!facts.rows().equals(manifest.rows()) || !facts.schema().equals(manifest.schema())) {
            throw BackupFailure.of("The database of the backup hasn't the rows that its list says.");
        }
    }

    static void requireFit(DatabaseFacts facts, Optional<PortalKeys> used) {
        if (used.isEmpty() || facts.keyCheck().isEmpty()) {
            return;
        }
        try {
            if (KeyCheck.fits(new Fernet(used.get().fernetKeys()), facts.keyCheck().get())) {
                return;
            }
        } catch (KeyException damaged) {
            throw BackupFailure.of("The FERNET_KEY for this backup is damaged: " + damaged.getMessage(), damaged);
        }
        throw BackupFailure
                .of("The FERNET_KEY isn't the one of this backup: no stored password could be read. Nothing was"
                        + " changed.");
    }
}
