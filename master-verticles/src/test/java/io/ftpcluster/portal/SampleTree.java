package io.ftpcluster.portal;

import io.ftpcluster.testing.LargeFolder;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** What lies on each server of {@link PortalIT}. */
final class SampleTree {

    static final List<String> ODD_NAMES = List.of(" leading", "#1", "'single' \"double\"", "+plus+", "-dash", "100%",
            "a b  c", "a&b;c=d", "grüße-日本-😀", "what?");
    static final long HUGE = (4L << 30) + 5;
    static final int MANY = 10_000;
    static final int LARGE = 20_000_000;

    private SampleTree() {}

    static void fill(Path home) throws IOException {
        Files.createDirectories(home.resolve("odd names"));
        for (String name : ODD_NAMES) {
            Files.writeString(home.resolve("odd names").resolve(name), "This is " + name);
        }
        Files.createFile(home.resolve("empty"));
        Path small = Files.writeString(home.resolve("small.txt"), "0123456789");
        // One that was written just now has no lasting ETag.
        Files.setLastModifiedTime(small, FileTime.from(Instant.parse("2024-01-02T03:04:05Z")));
        Files.write(home.resolve("large.bin"), large());
        try (RandomAccessFile sparse = new RandomAccessFile(home.resolve("huge.bin").toFile(), "rw")) {
            sparse.setLength(HUGE);
            sparse.seek(HUGE - 5);
            sparse.write("tail!".getBytes(StandardCharsets.US_ASCII));
        }
        Files.createSymbolicLink(home.resolve("to-file"), Path.of("small.txt"));
        Files.createSymbolicLink(home.resolve("to-folder"), Path.of("odd names"));
        LargeFolder.create(home.resolve("many"), MANY, "file-%05d.dat"::formatted);
    }

    static byte[] large() {
        byte[] bytes = new byte[LARGE];
        new Random(1).nextBytes(bytes);
        return bytes;
    }
}
