package io.ftpcluster.master.backup;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.env.FileProblem;
import io.ftpcluster.master.backup.BackupManifest.Member;
import io.ftpcluster.master.backup.age.AgeException;
import io.ftpcluster.master.backup.age.AgeInputStream;
import io.ftpcluster.master.persistence.backup.BackupFailure;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Reads a backup to its very end, and fails with one line for people unless all of it is as it was written. */
final class ArchiveReader {

    private static final int BUFFER = 128 * 1024;
    private static final int MOST_MANIFEST = 1024 * 1024;
    private static final int MOST_KEY = 64 * 1024;

    private final Path file;
    private final Optional<Secret> passphrase;

    /** Where members go. */
    interface Target {

        /** Before any member. */
        void begin(BackupManifest manifest) throws IOException;

        OutputStream open(String name) throws IOException;
    }

    /** Nowhere: they are only compared. */
    static final Target COMPARED_ONLY = new Target() {
        @Override
        public void begin(BackupManifest manifest) {}

        @Override
        public OutputStream open(String name) {
            return OutputStream.nullOutputStream();
        }
    };

    /** @param passphrase must be there when it is encrypted, and not when it isn't */
    ArchiveReader(Path file, Optional<Secret> passphrase) {
        this.file = file;
        this.passphrase = passphrase;
    }

    static boolean isEncrypted(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return AgeInputStream.isEncrypted(in.readNBytes(AgeInputStream.beginningBytes()));
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    BackupManifest read(Target target) {
        boolean encrypted = isEncrypted(file);
        if (encrypted && passphrase.isEmpty()) {
            throw BackupFailure.usage("The backup " + file + " is encrypted: give its passphrase by --passphrase-file");
        }
        if (!encrypted && passphrase.isPresent()) {
            throw BackupFailure.usage("The backup " + file
                    + " isn't encrypted, so nobody vouches for it; leave the passphrase out if it is yours");
        }
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER);
                InputStream plain = encrypted ? new AgeInputStream(raw, passphrase.get()) : raw) {
            return read(plain, target);
        } catch (IOException e) {
            throw unreadable(file, e);
        } catch (IllegalArgumentException e) {
            throw unusable(e.getMessage() == null ? "it is damaged" : e.getMessage(), e);
        } catch (UncheckedIOException e) {
            throw BackupFailure.of("What is in the backup can't be written: " + FileProblem.text(e.getCause()), e);
        }
    }

    private BackupManifest read(InputStream plain, Target target) throws IOException {
        BackupManifest manifest;
        try (InputStream unpacked = new GZIPInputStream(plain, BUFFER);
                TarArchiveInputStream tar = new TarArchiveInputStream(unpacked)) {
            manifest = manifest(tar);
            begin(target, manifest);
            List<Member> found = new ArrayList<>();
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                found.add(member(tar, entry, manifest, target));
            }
            // The checksum of the whole stands at the end, and the last chunk says that nothing is missing.
            unpacked.transferTo(OutputStream.nullOutputStream());
            plain.transferTo(OutputStream.nullOutputStream());
            if (!found.equals(manifest.members())) {
                throw unusable("its contents aren't what its list says", null);
            }
        }
        return manifest;
    }

    private BackupManifest manifest(TarArchiveInputStream tar) throws IOException {
        TarArchiveEntry first = tar.getNextEntry();
        if (first == null || !first.getName().equals(BackupManifest.FILE) || first.getSize() > MOST_MANIFEST) {
            throw unusable("it is no backup of FTPCluster", null);
        }
        return BackupManifest.parse(tar.readAllBytes());
    }

    private Member member(TarArchiveInputStream tar, TarArchiveEntry entry, BackupManifest manifest, Target target)
            throws IOException {
        String name = entry.getName();
        boolean tooLong = name.startsWith("keys/") && entry.getSize() > MOST_KEY;
        if (!entry.isFile() || tooLong || !manifest.has(name)) {
            throw unusable("its contents aren't what its list says", null);
        }
        try (OutputStream to = opened(target, name)) {
            return Digests.copy(name, tar, to);
        }
    }

    private static void begin(Target target, BackupManifest manifest) {
        try {
            target.begin(manifest);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static OutputStream opened(Target target, String name) {
        try {
            return new WriteErrors(target.open(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RuntimeException unusable(String why, Throwable cause) {
        return BackupFailure.of("The backup " + file + " can't be used: " + why, cause);
    }

    private static RuntimeException unreadable(Path file, IOException e) {
        return BackupFailure.of("The backup " + file + " can't be used: " + why(e), e);
    }

    private static String why(IOException e) {
        if (e instanceof AgeException) {
            return e.getMessage();
        }
        if (e instanceof EOFException) {
            return "it is cut short, or empty";
        }
        return e instanceof FileSystemException
                ? FileProblem.text(e)
                : "it is damaged, or no backup (" + FileProblem.text(e) + ")";
    }
}
