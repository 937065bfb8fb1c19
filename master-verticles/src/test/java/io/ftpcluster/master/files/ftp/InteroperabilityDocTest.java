package io.ftpcluster.master.files.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** That docs/interoperability.md names a test for each of the 21 traps, and only tests that there are. */
class InteroperabilityDocTest {

    private static final Pattern NAMED = Pattern.compile("`(\\w+(?:Test|IT|Contract))\\.(\\w+)`");
    private static final Path ROOT = Path.of(System.getProperty("ftpcluster.root", ".."));

    @Test
    void eachTrapHasATestThatThereIs() throws IOException {
        List<String> lines = Files.readAllLines(ROOT.resolve("docs/interoperability.md"));
        List<String> traps = lines.stream().filter(line -> line.matches("\\| \\d+ \\|.*")).toList();
        assertEquals(21, traps.size());
        traps.forEach(trap -> assertTrue(NAMED.matcher(trap).find(), trap));
        String all = String.join("\n", sources());
        lines.stream().flatMap(line -> NAMED.matcher(line).results()).forEach(named -> {
            assertTrue(all.contains("class " + named.group(1)), named.group());
            assertTrue(all.contains("void " + named.group(2) + "("), named.group());
        });
    }

    private static List<String> sources() throws IOException {
        try (Stream<Path> master = Files.walk(ROOT.resolve("master-verticles/src/test/java"));
                Stream<Path> codecs = Files.walk(ROOT.resolve("shared-codecs/src/test/java"))) {
            return Stream.concat(master, codecs)
                    .filter(path -> path.toString().endsWith(".java"))
                    .map(InteroperabilityDocTest::read)
                    .toList();
        }
    }

    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
