package io.ftpcluster.master.cli.doctor;

import io.ftpcluster.env.FileProblem;
import io.ftpcluster.master.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Whether the folder with the state can be used, and only by its owner. */
final class DataDirectoryCheck implements Check {

    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rwx------");
    private static final List<String> SECRET_FILES = List.of("secret.key", "fernet.key", "ftpcluster.db");

    private final Config config;

    DataDirectoryCheck(Config config) {
        this.config = config;
    }

    @Override
    public String name() {
        return "data directory";
    }

    @Override
    public Finding look() throws IOException {
        Path folder = config.dataDir().toAbsolutePath();
        if (!Files.exists(folder)) {
            return Finding.ok(folder + " isn't there yet: the first start makes it.");
        }
        if (!Files.isDirectory(folder)) {
            return Finding.failure(folder + " is no folder.", "Choose another one with FTPCLUSTER_DATA_DIR.");
        }
        if (!Files.isReadable(folder) || !Files.isExecutable(folder) || !Files.isWritable(folder)) {
            return Finding.failure("The user " + FileProblem.user() + " may not read and write " + folder + ".",
                    "Run this as the user that runs the portal; or: chown -R " + FileProblem.user() + " " + folder);
        }
        List<String> open = new ArrayList<>();
        if (isOpen(folder)) {
            open.add(folder.toString());
        }
        for (String name : SECRET_FILES) {
            Path file = folder.resolve(name);
            if (Files.exists(file)) {
                if (!Files.isReadable(file) || !Files.isWritable(file)) {
                    return Finding.failure("The user " + FileProblem.user() + " may not read and write " + file + ".",
                            "chown " + FileProblem.user() + " " + file);
                }
                if (isOpen(file)) {
                    open.add(file.toString());
                }
            }
        }
        return open.isEmpty()
                ? Finding.ok(folder + ", for its owner only.")
                : Finding.warning("Others than the owner may use " + String.join(", ", open) + ".",
                        "chmod go= " + String.join(" ", open));
    }

    private static boolean isOpen(Path path) throws IOException {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                && !OWNER.containsAll(Files.getPosixFilePermissions(path));
    }
}
