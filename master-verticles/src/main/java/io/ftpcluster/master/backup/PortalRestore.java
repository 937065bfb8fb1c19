package io.ftpcluster.master.backup;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.backup.BackupManifest.Engine;
import io.ftpcluster.master.persistence.backup.BackupFailure;
import io.ftpcluster.master.persistence.engine.SqliteFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/** Brings a backup back. All is checked before anything is touched, and what was there before is kept. Blocking. */
public final class PortalRestore {

    private final PortalState state;
    private final PostgresPrograms programs;
    private final Clock clock;

    /**
     * @param keys a file of keys; empty: they are in the backup, in the settings or in the data directory
     * @param replace whether a PostgreSQL database may have tables, which are put aside as a file's are
     */
    public record Request(Path file, Optional<Path> keys, Optional<Secret> passphrase, boolean replace) {}

    /**
     * @param backup which one, for people
     * @param finished whether it was one that had been interrupted, and what was asked for now wasn't begun
     * @param aside where what was there before is, for people; empty: there was nothing
     * @param otherSecretKey whether the settings have another SECRET_KEY than the backup
     */
    public record Restored(String backup, boolean finished, Optional<String> aside, boolean otherSecretKey) {}

    public PortalRestore(PortalState state, PostgresPrograms programs, Clock clock) {
        this.state = state;
        this.programs = programs;
        this.clock = clock;
    }

    /** Reads and checks all of it, in the system's temporary folder; touches nothing. Returns which one it is, for people. */
    public static String check(Request request, PostgresPrograms programs) {
        try (WorkFolder folder = WorkFolder.in(Path.of(System.getProperty("java.io.tmpdir")))) {
            StagedBackup staged = StagedBackup.unpack(reader(request), Engine.NONE, folder);
            Optional<PortalKeys> keys = staged.keys().isPresent() ? staged.keys() : keysApart(request, folder);
            staged.check(programs, keys);
            return staged.manifest().text();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Fails when it can't be read. */
    public static boolean isEncrypted(Path file) {
        return ArchiveReader.isEncrypted(file);
    }

    public Restored run(Request request) {
        try {
            return state.engine() == Engine.SQLITE ? intoSqlite(request) : intoPostgres(request);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static RuntimeException failed(IOException e) {
        return BackupFailure.of("The backup can't be restored: " + PendingRestore.problem(e), e);
    }

    private static ArchiveReader reader(Request request) {
        return new ArchiveReader(request.file(), request.passphrase());
    }

    private static Optional<PortalKeys> keysApart(Request request, WorkFolder folder) throws IOException {
        return request.keys().isPresent()
                ? StagedBackup.keys(new ArchiveReader(request.keys().get(), request.passphrase()), folder)
                : Optional.empty();
    }

    private Restored intoSqlite(Request request) throws IOException {
        Path database = state.databaseFile();
        boolean made = !Files.exists(database.getParent());
        boolean done = false;
        try (SqliteFile _ = SqliteFile.reserve(database)) {
            Optional<PendingRestore> pending = PendingRestore.find(state.dataDir());
            Restored restored = pending.isPresent()
                    ? finish(pending.get(), database.getParent())
                    : new SqliteRestore(state, programs, clock).run(request);
            done = true;
            return restored;
        } finally {
            if (made && !done) {
                Files.deleteIfExists(SqliteFile.lockFile(database));
                Files.deleteIfExists(database.getParent());
            }
        }
    }

    private static Restored finish(PendingRestore pending, Path folder) throws IOException {
        pending.end(Owner.of(folder));
        return new Restored(pending.backup(), true, Optional.empty(), false);
    }

    private Restored intoPostgres(Request request) throws IOException {
        Path parent = Files.isDirectory(state.dataDir())
                ? state.dataDir()
                : Path.of(System.getProperty("java.io.tmpdir"));
        try (WorkFolder folder = WorkFolder.in(parent)) {
            StagedBackup staged = StagedBackup.unpack(reader(request), Engine.POSTGRESQL, folder);
            return new PostgresRestore(state, programs, clock).run(staged, keysApart(request, folder),
                    request.replace());
        }
    }
}
