package io.ftpcluster.agent.probe;

import java.io.File;

/** How full a file system is, as df shows it: used of what its users may use, so without what is kept for root. */
final class DiskProbe {

    /** @param bytes the size of the file system */
    record Disk(double percent, long bytes) {}

    private static final double ALL = 100;

    private final BoundedCall<Disk> question;

    DiskProbe(String path) {
        File file = new File(path);
        this.question = new BoundedCall<>("agent-disk", () -> ask(file));
    }

    /** Null when there is no such path, or its file system doesn't answer within half a second. */
    Disk read() {
        return question.ask();
    }

    private static Disk ask(File path) {
        long bytes = path.getTotalSpace();
        long used = bytes - path.getFreeSpace();
        long usable = path.getUsableSpace();
        if (bytes <= 0 || used < 0 || used + usable <= 0) {
            return null;
        }
        return new Disk(Math.min(ALL, ALL * used / (used + usable)), bytes);
    }
}
