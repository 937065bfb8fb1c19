package io.ftpcluster.master.backup;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.backup.BackupManifest.Engine;
import io.ftpcluster.master.backup.PendingRestore.Move;
import io.ftpcluster.master.backup.PortalRestore.Request;
import io.ftpcluster.master.backup.PortalRestore.Restored;
import io.ftpcluster.master.persistence.backup.BackupFailure;
import io.ftpcluster.master.persistence.engine.SqliteFile;
import io.ftpcluster.master.secrets.KeyFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts a checked database and its keys in place of what is there, by renaming: first all is beside its place and on the disk, then
 * the renames are written down, then they are done.
 */
final class SqliteRestore {

    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
            .withZone(ZoneOffset.UTC);
    private static final String STAGED = ".restored";

    private final PortalState state;
    private final PostgresPrograms programs;
    private final Clock clock;

    SqliteRestore(PortalState state, PostgresPrograms programs, Clock clock) {
        this.state = state;
        this.programs = programs;
        this.clock = clock;
    }

    /** With the database's file held. */
    Restored run(Request request) throws IOException {
        Path database = state.databaseFile();
        Path folder = database.getParent();
        Owner owner = Owner.of(folder);
        owner.adopt(SqliteFile.lockFile(database));
        try (WorkFolder work = WorkFolder.in(folder)) {
            StagedBackup staged = StagedBackup.unpack(new ArchiveReader(request.file(), request.passphrase()),
                    Engine.SQLITE, work);
            Optional<PortalKeys> given = staged.keys().isPresent() ? staged.keys() : apart(request, work);
            staged.check(programs, Optional.of(used(given)));
            return replace(staged, given, database, owner);
        }
    }

    private static Optional<PortalKeys> apart(Request request, WorkFolder work) throws IOException {
        return request.keys().isPresent()
                ? StagedBackup.keys(new ArchiveReader(request.keys().get(), request.passphrase()), work)
                : Optional.empty();
    }

    /** What the portal will have: the settings win, as at its start. */
    private PortalKeys used(Optional<PortalKeys> given) {
        PortalKeys others = given.or(state::findKeys)
                .or(() -> state.keys()
                        .secretKey()
                        .flatMap(secret -> state.keys().fernetKeys().map(fernet -> new PortalKeys(secret, fernet))))
                .orElseThrow(() -> BackupFailure.usage(
                        "The backup has no keys: give the file that they are in by --keys. Nothing was changed"));
        return new PortalKeys(state.keys().secretKey().orElse(others.secretKey()),
                state.keys().fernetKeys().orElse(others.fernetKeys()));
    }

    private Restored replace(StagedBackup staged, Optional<PortalKeys> given, Path database, Owner owner)
            throws IOException {
        String moment = "before-restore-" + MOMENT.format(clock.instant());
        Path folder = database.getParent();
        Path aside = folder.resolve(moment);
        if (Files.exists(aside)) {
            throw BackupFailure.of(aside + " is there already: try again in a second.");
        }
        if (!Files.isDirectory(state.dataDir())) {
            owner.makeFolder(state.dataDir());
        }
        Map<String, Secret> keyFiles = keyFiles(given);
        List<Move> moves = new ArrayList<>(PendingRestore.aside(folder, aside,
                List.of(name(database), name(database) + "-wal", name(database) + "-shm")));
        moves.addAll(
                PendingRestore.aside(state.dataDir(), state.dataDir().resolve(moment), List.copyOf(keyFiles.keySet())));
        boolean anything = !moves.isEmpty();
        for (Map.Entry<String, Secret> key : keyFiles.entrySet()) {
            Path ready = state.dataDir().resolve(key.getKey() + STAGED);
            write(ready, key.getValue(), owner);
            moves.add(new Move(ready, state.dataDir().resolve(key.getKey())));
        }
        Path ready = folder.resolve(name(database) + STAGED);
        owner.adopt(staged.database());
        Files.move(staged.database(), ready, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        moves.add(new Move(ready, database));
        PendingRestore.force(folder);
        PendingRestore.begin(state.dataDir(), staged.manifest().text(), moves, owner).end(owner);
        boolean other = given.isPresent() && state.keys().secretKey().isPresent()
                && !state.keys().secretKey().get().equals(given.get().secretKey());
        return new Restored(staged.manifest().text(), false,
                anything ? Optional.of(aside.toString()) : Optional.empty(), other);
    }

    private static String name(Path database) {
        return String.valueOf(database.getFileName());
    }

    /** Those that the settings don't have, by their names. */
    private Map<String, Secret> keyFiles(Optional<PortalKeys> given) {
        Map<String, Secret> files = new LinkedHashMap<>();
        given.ifPresent(keys -> {
            if (state.keys().secretKey().isEmpty()) {
                files.put(KeyFiles.SECRET_FILE, keys.secretKey());
            }
            if (state.keys().fernetKeys().isEmpty()) {
                files.put(KeyFiles.FERNET_FILE, keys.fernetKeys());
            }
        });
        return files;
    }

    static void write(Path file, Secret key, Owner owner) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, key.value() + "\n", StandardCharsets.US_ASCII);
        owner.adopt(file);
        PendingRestore.force(file);
    }
}
