package io.ftpcluster.master.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder in the system's temporary one for as long as this process lives. As one that is killed can't remove its folder, a
 * lock in it says whether its process still lives, and the next one removes those of the dead.
 */
final class TemporaryFolder {

    private static final Logger LOG = LoggerFactory.getLogger(TemporaryFolder.class);
    private static final String LOCK = "in-use.lock";
    /** Between the making of the file and the lock its owner has a moment. */
    private static final Duration MOMENT = Duration.ofMinutes(1);

    private final Path path;
    private final FileChannel lock;

    private TemporaryFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** @param prefix how its name begins */
    static TemporaryFolder make(String prefix) throws IOException {
        Path path = Files.createTempDirectory(prefix);
        FileChannel channel = FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            throw new IOException("Somebody else uses " + path);
        }
        return new TemporaryFolder(path, channel);
    }

    /** What can't be looked at or removed belongs to somebody else, and stays. */
    static void removeThoseOfTheDead(String prefix) throws IOException {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        List<Path> folders;
        try (Stream<Path> all = Files.list(temporary)) {
            folders = all.filter(path -> path.getFileName().toString().startsWith(prefix)).toList();
        }
        for (Path folder : folders) {
            try {
                if (isOfTheDead(folder.resolve(LOCK))) {
                    remove(folder);
                }
            } catch (IOException e) {
                LOG.info("{} is left alone: {}", folder, e.toString());
            }
        }
    }

    /** One without a lock isn't ours, or is just being made. */
    private static boolean isOfTheDead(Path lock) throws IOException {
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
            if (Files.getLastModifiedTime(lock).toInstant().isAfter(Instant.now().minus(MOMENT))) {
                return false;
            }
            try (FileLock got = channel.tryLock()) {
                return got != null;
            } catch (OverlappingFileLockException ownedByThisProcess) {
                return false;
            }
        } catch (NoSuchFileException none) {
            return false;
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> below = Files.walk(folder)) {
            for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    Path path() {
        return path;
    }

    void remove() {
        try (lock) {
            remove(path);
        } catch (IOException e) {
            throw new UncheckedIOException("Could not remove " + path, e);
        }
    }
}
