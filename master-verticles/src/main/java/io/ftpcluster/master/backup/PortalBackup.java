package io.ftpcluster.master.backup;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.env.FileProblem;
import io.ftpcluster.master.backup.BackupManifest.Engine;
import io.ftpcluster.master.backup.BackupManifest.Member;
import io.ftpcluster.master.persistence.backup.BackupFailure;
import io.ftpcluster.master.persistence.backup.DatabaseFacts;
import io.ftpcluster.master.persistence.backup.PostgresBackup;
import io.ftpcluster.master.persistence.backup.SqliteBackup;
import io.ftpcluster.master.secrets.Fernet;
import io.ftpcluster.master.secrets.KeyCheck;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Makes a backup beside a portal that runs, or of one that doesn't, and reads it back. The file has its name when all of it is on
 * the disk and was found whole; until then there is none. Blocking.
 */
public final class PortalBackup {

    private final PortalState state;
    private final String version;
    private final Clock clock;

    /** Where the keys go. */
    public sealed interface Keys {

        record Within() implements Keys {}

        record Nowhere() implements Keys {}

        /** To a file of their own. */
        record Apart(Path file) implements Keys {}
    }

    /**
     * @param replace whether files that are there may be replaced
     * @param passphrase empty: not encrypted
     */
    public record Request(Path file, boolean replace, Keys keys, Optional<Secret> passphrase,
            PostgresPrograms programs) {}

    /** What was made. */
    public record Made(Path file, long size, Duration took, BackupManifest manifest) {

        /** For people. */
        public String text() {
            return file + ": " + Room.text(size) + " in " + took.toMillis() / 1000.0 + " s, " + manifest.text();
        }
    }

    /** @param version of this program */
    public PortalBackup(PortalState state, String version, Clock clock) {
        this.state = state;
        this.version = version;
        this.clock = clock;
    }

    public Made make(Request request) {
        long began = System.nanoTime();
        Path file = request.file().toAbsolutePath();
        try {
            requireUsable(file, request);
            if (request.keys() instanceof Keys.Apart(Path apart)) {
                requireUsable(apart.toAbsolutePath(), request);
            }
            BackupManifest manifest = make(file, request);
            return new Made(file, Files.size(file), Duration.ofNanos(System.nanoTime() - began), manifest);
        } catch (FileAlreadyExistsException e) {
            throw BackupFailure.of(e.getFile() + " exists already; nothing was changed. --force replaces it.", e);
        } catch (IOException e) {
            throw BackupFailure.of("The backup " + file + " can't be written: " + FileProblem.text(e), e);
        }
    }

    private static void requireUsable(Path file, Request request) throws IOException {
        if (Files.isDirectory(file)) {
            throw BackupFailure.usage(file + " is a folder; name a file");
        }
        if (Files.exists(file) && !request.replace()) {
            throw new FileAlreadyExistsException(file.toString());
        }
        if (!Files.isDirectory(file.getParent())) {
            throw new NotDirectoryException(file.getParent().toString());
        }
    }

    private BackupManifest make(Path file, Request request) throws IOException {
        PendingRestore.requireNone(state.dataDir());
        Engine engine = state.engine();
        Optional<PortalKeys> keys = state.findKeys();
        if (keys.isEmpty() && !(request.keys() instanceof Keys.Nowhere)) {
            throw BackupFailure.of("There are no keys (secret.key and fernet.key) in " + state.dataDir()
                    + ". Say where the portal keeps its state, with --data or --config; or make a backup --without-keys.");
        }
        // What isn't encrypted yet doesn't leave the disk of the state.
        Path plainParent = request.passphrase().isPresent() && engine == Engine.SQLITE
                ? state.databaseFile().getParent()
                : file.getParent();
        requireRoom(engine, plainParent, file.getParent());
        try (WorkFolder plain = WorkFolder.in(plainParent); WorkFolder drafts = WorkFolder.in(file.getParent())) {
            Path copy = plain.file("database");
            DatabaseFacts facts = copy(engine, copy, request);
            keys.ifPresent(found -> requireFit(found, facts));
            ArchiveWriter writer = new ArchiveWriter()
                    .with(engine == Engine.SQLITE ? BackupManifest.SQLITE_FILE : BackupManifest.DUMP_FILE, copy);
            if (request.keys() instanceof Keys.Within) {
                writer.with(keys.orElseThrow());
            }
            Path draft = drafts.file("backup");
            BackupManifest manifest = write(writer, draft, request, members -> manifest(engine, facts, members));
            if (request.keys() instanceof Keys.Apart(Path apart)) {
                writeKeys(keys.orElseThrow(), facts, apart.toAbsolutePath(), request);
            }
            publish(draft, file, request.replace());
            return manifest;
        }
    }

    private void requireRoom(Engine engine, Path plain, Path target) throws IOException {
        if (engine == Engine.SQLITE) {
            long size = SqliteBackup.size(state.databaseFile());
            Room.require(plain, plain.equals(target) ? 2 * size : size);
            Room.require(target, size);
        }
    }

    /** Checked as a restore checks it: with what is written it is compared byte by byte. */
    private DatabaseFacts copy(Engine engine, Path copy, Request request) {
        if (engine == Engine.SQLITE) {
            SqliteBackup.copy(state.databaseFile(), copy);
            return SqliteBackup.check(copy);
        }
        DatabaseFacts facts = PostgresBackup.of(state.database()).dump(request.programs().dump(), copy);
        PostgresBackup.check(request.programs().restore(), copy);
        return facts;
    }

    private static void requireFit(PortalKeys keys, DatabaseFacts facts) {
        if (facts.keyCheck().isPresent() && !KeyCheck.fits(new Fernet(keys.fernetKeys()), facts.keyCheck().get())) {
            throw BackupFailure
                    .of("The FERNET_KEY here isn't the one of the database: a backup with it could read no stored"
                            + " password. Give the portal's own settings, with --config.");
        }
    }

    private void writeKeys(PortalKeys keys, DatabaseFacts facts, Path file, Request request) throws IOException {
        try (WorkFolder drafts = WorkFolder.in(file.getParent())) {
            Path draft = drafts.file("keys");
            write(new ArchiveWriter().with(keys), draft, request, members -> manifest(Engine.NONE, facts, members));
            publish(draft, file, request.replace());
        }
    }

    private BackupManifest manifest(Engine engine, DatabaseFacts facts, List<Member> members) {
        return new BackupManifest(version, clock.instant(), engine, facts.schema(), facts.identity(),
                engine == Engine.NONE ? new TreeMap<>() : new TreeMap<>(facts.rows()), members);
    }

    /** And reads it back, from the disk or what stands for it. */
    private static BackupManifest write(ArchiveWriter writer, Path draft, Request request,
            Function<List<Member>, BackupManifest> manifest) throws IOException {
        BackupManifest written = writer.write(draft, request.passphrase(), manifest);
        BackupManifest read = new ArchiveReader(draft, request.passphrase()).read(ArchiveReader.COMPARED_ONLY);
        if (!read.members().equals(written.members())) {
            throw BackupFailure.of("The backup was read back, and isn't what was written.");
        }
        return written;
    }

    /** All at once, and for good. */
    private static void publish(Path draft, Path file, boolean replace) throws IOException {
        if (replace) {
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } else {
            try {
                // Fails when there is one by now.
                Files.createLink(file, draft);
            } catch (UnsupportedOperationException noLinks) {
                Files.move(draft, file);
            }
        }
        try (FileChannel folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }
}
