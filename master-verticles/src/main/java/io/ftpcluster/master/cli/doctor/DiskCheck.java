package io.ftpcluster.master.cli.doctor;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Whether there is room for the state. */
final class DiskCheck implements Check {

    private static final long MIB = 1 << 20;
    private static final long LEAST = 64 * MIB;
    private static final long FEW = 1024 * MIB;
    private static final int FULL_PERCENT = 95;

    private final Path dataDir;

    DiskCheck(Path dataDir) {
        this.dataDir = dataDir.toAbsolutePath();
    }

    @Override
    public String name() {
        return "disk";
    }

    @Override
    public Finding look() throws IOException, InterruptedException {
        Path there = dataDir;
        while (!Files.exists(there)) {
            there = there.getParent();
        }
        FileStore store = Files.getFileStore(there);
        long free = store.getUsableSpace();
        String found = free / MIB + " MiB are free for " + dataDir;
        Optional<Integer> inodes = inodesPercent(there);
        if (store.isReadOnly()) {
            return Finding.failure("The file system of " + dataDir + " is read-only.", "Mount it for writing.");
        }
        if (free < LEAST) {
            return Finding.failure(found + ".", "Make room: without it nothing can be stored, and logins fail.");
        }
        if (inodes.filter(used -> used >= FULL_PERCENT).isPresent()) {
            return Finding.warning(found + ", and " + inodes.get() + " % of its inodes are taken.",
                    "Without a free inode no file can be made; look for many small files there.");
        }
        return free < FEW ? Finding.warning(found + ".", "That is little. Make room.") : Finding.ok(found + ".");
    }

    /** Java doesn't tell. Empty where df doesn't, either. */
    private static Optional<Integer> inodesPercent(Path there) throws InterruptedException {
        return Program.output("df", "-Pi", there.toString())
                .flatMap(text -> text.lines().skip(1).findFirst())
                .map(line -> line.trim().split("\\s+", -1))
                .filter(columns -> columns.length > 4 && columns[4].matches("\\d+%"))
                .map(columns -> Integer.valueOf(columns[4].replace("%", "")));
    }

}
