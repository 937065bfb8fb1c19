package io.ftpcluster.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The loaded classes of a built portal (JEP 514), made by a first start of it: with them each of the many starts of a test run
 * costs two thirds of the time. Shared by all JVMs of a run, and made anew for another build.
 */
final class PortalClassCache {

    private static final Object LOCK = new Object();

    private PortalClassCache() {}

    interface Training {
        /** Starts the portal with one option of the JVM more, and ends it cleanly. */
        void run(String option, Path data) throws InterruptedException;
    }

    /** Options of the JVM that use the cache. */
    static List<String> options(Path archive, Training training) {
        try {
            Path cache = archive.resolveSibling("portal-" + Files.getLastModifiedTime(archive).toMillis() + ".aot");
            // A lock of files is the whole JVM's, so its threads need another one.
            synchronized (LOCK) {
                if (!Files.exists(cache)) {
                    makeOnce(archive, cache, training);
                }
            }
            return List.of("-XX:AOTCache=" + cache);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void makeOnce(Path archive, Path cache, Training training) throws IOException, InterruptedException {
        Path folder = archive.toAbsolutePath().getParent();
        try (FileChannel lock = FileChannel.open(folder.resolve("portal.aot.lock"), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE)) {
            lock.lock();
            if (Files.exists(cache)) {
                return;
            }
            for (Path old : found(folder)) {
                Files.delete(old);
            }
            Path made = folder.resolve("portal.aot.part");
            Path data = Files.createTempDirectory("portal-classes");
            try {
                training.run("-XX:AOTCacheOutput=" + made, data.resolve("data"));
                Files.move(made, cache, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(made);
                delete(data);
            }
        }
    }

    private static List<Path> found(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("portal-[0-9]+\\.aot")).toList();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
