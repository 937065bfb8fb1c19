package io.ftpcluster.master.node;

import io.ftpcluster.env.FileProblem;
import io.ftpcluster.master.backup.PendingRestore;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.config.ConfigException;
import io.ftpcluster.master.persistence.DatabaseInspection.Facts;
import io.ftpcluster.master.persistence.DatabaseInspection;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;

/** The folder with the portal's state, looked at before anything is made in it. */
final class DataDirectory {

    private DataDirectory() {}

    /** Fails with one line for people when this user can't keep anything there. Makes it, for its owner only. */
    static void prepare(Config config) {
        PendingRestore.requireNone(config.dataDir());
        if (!isNeeded(config)) {
            return;
        }
        Path directory = config.dataDir();
        try {
            make(directory);
            // Only trying tells: a file system may be full or read-only, and root may do what the mode forbids.
            Files.delete(Files.createTempFile(directory, ".writable", ".tmp"));
        } catch (FileAlreadyExistsException e) {
            throw unusable(directory,
                    e.getFile() == null || e.getFile().equals(directory.toString())
                            ? "it is no folder"
                            : e.getFile() + " is no folder",
                    e);
        } catch (IOException e) {
            throw unusable(directory, FileProblem.text(e), e);
        }
    }

    /** Where others have the database and the settings have the keys, nothing is kept here. */
    static boolean isNeeded(Config config) {
        return config.database().url().isEmpty() || config.keys().secretKey().isEmpty()
                || config.keys().fernetKeys().isEmpty();
    }

    /** Whether a portal has kept its database here before, with a key that it needs. Blocking. */
    static boolean hasSealedSecrets(Config config) {
        return config.database().url().isEmpty()
                && DatabaseInspection.of(config.database(), config.dataDir()).flatMap(Facts::keyCheck).isPresent();
    }

    private static void make(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path root = directory.toAbsolutePath().getRoot();
        if (Files.getFileAttributeView(root, PosixFileAttributeView.class) == null) {
            Files.createDirectories(directory);
        } else {
            Files.createDirectories(directory,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }

    private static ConfigException unusable(Path directory, String why, IOException cause) {
        return new ConfigException(
                "The data directory " + directory + " can't be used: " + why + ". The user " + FileProblem.user()
                        + " must be able to write there; choose another with --data or" + " FTPCLUSTER_DATA_DIR",
                cause);
    }
}
