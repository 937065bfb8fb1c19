package io.ftpcluster.master.backup;

import io.ftpcluster.master.persistence.backup.BackupFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Free space, looked at before it is used: a portal whose disk is full takes no writes. */
final class Room {

    /** Left for whoever else writes there. */
    private static final long MARGIN = 32L << 20;

    private Room() {}

    static void require(Path folder, long bytes) throws IOException {
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free < bytes + MARGIN) {
            throw BackupFailure
                    .of(String.format(Locale.ROOT, "%s has %s of room, and %s are needed; nothing was changed.", folder,
                            text(free), text(bytes + MARGIN)));
        }
    }

    /** For people. */
    static String text(long bytes) {
        return bytes < 1 << 20
                ? String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0)
                : String.format(Locale.ROOT, "%.1f MiB", bytes / 1048576.0);
    }
}
