package io.ftpcluster.agent.probe;

import java.io.File;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * How full a file system is, as df shows it: used of what its users may use, so without what is kept for root. Asked on a
 * thread of its own, as a network file system whose server has gone answers never.
 */
final class DiskProbe {

    /** @param bytes the size of the file system */
    record Disk(double percent, long bytes) {}

    private static final double ALL = 100;
    private static final long MOST_MILLIS = 500;

    private final File path;
    private final ExecutorService asker = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "agent-disk");
        thread.setDaemon(true);
        return thread;
    });
    private Future<Disk> asked;

    DiskProbe(String path) {
        this.path = new File(path);
    }

    /** Null when there is no such path, or its file system doesn't answer within half a second. */
    Disk read() {
        long patience = asked == null ? MOST_MILLIS : 0;
        if (asked == null) {
            asked = asker.submit(() -> ask(path));
        }
        try {
            Disk disk = asked.get(patience, TimeUnit.MILLISECONDS);
            asked = null;
            return disk;
        } catch (TimeoutException stuck) {
            // The same question is still open the next time; no second one is added.
            return null;
        } catch (ExecutionException e) {
            asked = null;
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
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
