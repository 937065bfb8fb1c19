package io.ftpcluster.master.files.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
        Set<String> named = lines.stream().flatMap(line -> NAMED.matcher(line).results())
                .map(match -> match.group(1) + "." + match.group(2)).collect(Collectors.toCollection(TreeSet::new));
        String all = String.join("\n", sources());
        for (String test : named) {
            String[] parts = test.split("\\.");
            assertTrue(all.contains("class " + parts[0]), test);
            assertTrue(all.contains("void " + parts[1] + "("), test);
        }
    }

    private static List<String> sources() throws IOException {
        try (Stream<Path> master = Files.walk(ROOT.resolve("master-verticles/src/test/java"));
                Stream<Path> codecs = Files.walk(ROOT.resolve("shared-codecs/src/test/java"))) {
            return Stream.concat(master, codecs).filter(path -> path.toString().endsWith(".java"))
                    .map(InteroperabilityDocTest::read).toList();
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
