package io.ftpcluster.master.backup;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.backup.PortalRestore.Restored;
import io.ftpcluster.master.persistence.backup.BackupFailure;
import io.ftpcluster.master.persistence.backup.DatabaseFacts;
import io.ftpcluster.master.persistence.backup.PostgresBackup;
import io.ftpcluster.master.secrets.KeyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Into an empty schema, in one transaction. Keys are only put where there are none: what is there isn't this restore's. */
final class PostgresRestore {

    private final PortalState state;
    private final PostgresPrograms programs;
    private final Clock clock;

    PostgresRestore(PortalState state, PostgresPrograms programs, Clock clock) {
        this.state = state;
        this.programs = programs;
        this.clock = clock;
    }

    /** @param replace whether the schema may have tables, which are put aside */
    Restored run(StagedBackup staged, Optional<PortalKeys> apart, boolean replace) throws IOException {
        Optional<PortalKeys> given = staged.keys().isPresent() ? staged.keys() : apart;
        staged.check(programs, Optional.empty());
        PostgresBackup target = PostgresBackup.of(state.database());
        target.requireFitting(staged.manifest().schema(), replace);
        Optional<PortalKeys> used = state.findKeys().or(() -> given);
        if (used.isEmpty()) {
            throw BackupFailure
                    .usage("The backup has no keys: give the file that they are in by --keys. Nothing was changed");
        }
        List<Path> written = writeKeys(given);
        Optional<String> aside = Optional.empty();
        boolean done = false;
        try {
            aside = replace ? target.putAside(clock.instant()) : Optional.empty();
            DatabaseFacts facts = target.restore(programs.restore(), staged.database());
            done = true;
            staged.requireSame(facts);
            requireKeys(facts, used);
        } finally {
            if (!done) {
                for (Path key : written) {
                    Files.delete(key);
                }
                // The last step: should it fail, it says where the tables are.
                aside.ifPresent(target::putBack);
            }
        }
        boolean other = given.isPresent() && !used.get().secretKey().equals(given.get().secretKey());
        return new Restored(staged.manifest().text(), false, aside.map(schema -> "the schema " + schema), other);
    }

    private void requireKeys(DatabaseFacts facts, Optional<PortalKeys> used) {
        try {
            StagedBackup.requireFit(facts, used);
        } catch (RuntimeException misfit) {
            throw BackupFailure.of(
                    "The database is restored, but the FERNET_KEY of the settings or in " + state.dataDir()
                            + " isn't the one of this backup: give the portal the right one before you start it.",
                    misfit);
        }
    }

    private List<Path> writeKeys(Optional<PortalKeys> given) throws IOException {
        Map<String, Secret> wanted = new LinkedHashMap<>();
        given.ifPresent(keys -> {
            if (state.keys().secretKey().isEmpty()) {
                wanted.put(KeyFiles.SECRET_FILE, keys.secretKey());
            }
            if (state.keys().fernetKeys().isEmpty()) {
                wanted.put(KeyFiles.FERNET_FILE, keys.fernetKeys());
            }
        });
        KeyFiles files = new KeyFiles(state.dataDir());
        refuseOthers(KeyFiles.SECRET_FILE, files.findSecretKey(), wanted);
        refuseOthers(KeyFiles.FERNET_FILE, files.findFernetKeys(), wanted);
        List<Path> written = new ArrayList<>();
        if (!wanted.isEmpty() && !Files.isDirectory(state.dataDir())) {
            Path parent = state.dataDir().toAbsolutePath().getParent();
            Owner.of(parent).makeFolder(state.dataDir());
        }
        for (Map.Entry<String, Secret> key : wanted.entrySet()) {
            Path file = state.dataDir().resolve(key.getKey());
            if (!Files.exists(file)) {
                SqliteRestore.write(file, key.getValue(), Owner.of(state.dataDir()));
                written.add(file);
            }
        }
        return written;
    }

    private void refuseOthers(String name, Optional<Secret> there, Map<String, Secret> wanted) {
        if (there.isPresent() && wanted.containsKey(name) && !there.get().equals(wanted.get(name))) {
            throw BackupFailure.of(state.dataDir() + " has another " + name
                    + " than the backup: name another folder by --data, or move it away. Nothing was changed.");
        }
    }
}
