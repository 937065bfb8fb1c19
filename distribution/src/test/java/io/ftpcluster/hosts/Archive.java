package io.ftpcluster.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A packed distribution. */
record Archive(Path file) {

    private static final Path TARGET = Path.of(System.getProperty("ftpcluster.root"), "distribution/target");

    /** That of this checkout. */
    static Archive built() throws IOException {
        return in(TARGET).orElseThrow();
    }

    /** That of an older commit, which {@code scripts/test-hosts.sh} builds where the history is there. */
    static Optional<Archive> older() throws IOException {
        Path folder = TARGET.resolve("older");
        return Files.isDirectory(folder) ? in(folder) : Optional.empty();
    }

    private static Optional<Archive> in(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> archives = files.filter(file -> file.toString().endsWith(".tar.gz")).toList();
            assertEquals(1, archives.size(), archives::toString);
            return archives.stream().map(Archive::new).findFirst();
        }
    }

    String name() {
        return file.getFileName().toString();
    }

    String version() {
        return name().replaceFirst("^ftpcluster-(.*)-linux-.*", "$1");
    }

    byte[] content() throws IOException {
        return Files.readAllBytes(file);
    }
}
