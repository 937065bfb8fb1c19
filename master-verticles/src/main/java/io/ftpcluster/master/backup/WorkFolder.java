package io.ftpcluster.master.backup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder for what isn't finished, readable by its owner only, beside what it becomes. Closing removes it, and so does the end of
 * the process; what one that was killed has left is removed by the next one, as nobody holds the lock in it.
 */
final class WorkFolder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WorkFolder.class);
    private static final String PREFIX = ".ftpcluster-backup-";
    private static final String LOCK = "in-use.lock";
    /** Between the making of the folder and the lock its owner has a moment. */
    private static final Duration MOMENT = Duration.ofMinutes(1);

    private final Path path;
    private final FileChannel lock;
    private final Thread hook;

    private WorkFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
        this.hook = new Thread(this::removeAll, "work-folder");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    static WorkFolder in(Path parent) throws IOException {
        removeThoseOfTheDead(parent);
        Path path = Files.createTempDirectory(parent, PREFIX,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try {
            FileChannel channel = FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                throw new IOException("somebody else uses " + path);
            }
            return new WorkFolder(path, channel);
        } catch (IOException e) {
            remove(path);
            throw e;
        }
    }

    Path path() {
        return path;
    }

    /** An empty file, for its owner only. */
    Path file(String name) throws IOException {
        return Files.createFile(path.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    private static void removeThoseOfTheDead(Path parent) throws IOException {
        List<Path> folders;
        try (Stream<Path> all = Files.list(parent)) {
            folders = all.filter(path -> path.getFileName().toString().startsWith(PREFIX)).toList();
        }
        for (Path folder : folders) {
            try {
                if (isOfTheDead(folder)) {
                    remove(folder);
                }
            } catch (IOException e) {
                LOG.info("{} is left alone: {}", folder, e.toString());
            }
        }
    }

    private static boolean isOfTheDead(Path folder) throws IOException {
        if (Files.getLastModifiedTime(folder).toInstant().isAfter(Instant.now().minus(MOMENT))
                && !Files.exists(folder.resolve(LOCK))) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE);
                FileLock got = channel.tryLock()) {
            return got != null;
        } catch (OverlappingFileLockException ofThisProcess) {
            return false;
        } catch (NoSuchFileException neverLocked) {
            return true;
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> below = Files.walk(folder)) {
            for (Path each : below.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (NoSuchFileException gone) {
            LOG.debug("{} was removed already", folder);
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            LOG.debug("The process ends, and removes {} itself", path);
        }
        removeAll();
    }

    private void removeAll() {
        try (lock) {
            remove(path);
        } catch (IOException e) {
            LOG.warn("{} could not be removed: {}", path, e.toString());
        }
    }
}
