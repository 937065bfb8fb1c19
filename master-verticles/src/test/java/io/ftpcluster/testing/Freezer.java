package io.ftpcluster.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A control group whose processes can be stopped without their noticing, unlike by SIGSTOP, which tells parents about
 * their children. Of cgroup v2, or of v1 with its freezer. Needs root.
 */
final class Freezer implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 30;

    private final Path group;

    Freezer(String name) {
        try {
            group = Files.createDirectory(root().resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException("freezing needs control groups that root may make", e);
        }
    }

    private static Path root() throws IOException {
        Path found = null;
        for (String line : Files.readAllLines(Path.of("/proc/mounts"))) {
            String[] fields = line.split(" ", -1);
            if (fields[2].equals("cgroup2")) {
                return Path.of(fields[1]);
            }
            if (fields[2].equals("cgroup") && fields[3].contains("freezer")) {
                found = Path.of(fields[1]);
            }
        }
        if (found == null) {
            throw new IOException("no control groups");
        }
        return found;
    }

    /** Whoever writes his pid there is in it, with all children to come. */
    Path members() {
        return group.resolve("cgroup.procs");
    }

    void freeze(boolean frozen) {
        Path modern = group.resolve("cgroup.freeze");
        try {
            if (Files.exists(modern)) {
                Files.writeString(modern, frozen ? "1" : "0");
            } else {
                Files.writeString(group.resolve("freezer.state"), frozen ? "FROZEN" : "THAWED");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<ProcessHandle> processes() {
        try {
            return Files.readAllLines(members())
                    .stream()
                    .map(Long::valueOf)
                    .map(ProcessHandle::of)
                    .flatMap(Optional::stream)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Until all its processes have ended. */
    void awaitEmpty() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        try {
            while (!Files.readString(members()).isEmpty()) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("processes of " + group + " don't end");
                }
                Eventually.pause();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** When its processes have ended; the system may still be at it when they are no longer listed. */
    @Override
    public void close() {
        awaitEmpty();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!group.toFile().delete()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(group + " can't be removed");
            }
            Eventually.pause();
        }
    }
}
