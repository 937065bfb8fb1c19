package io.ftpcluster.master;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.testing.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every shell script of the repository parses and has nothing that shellcheck minds. */
class ShellScriptsTest {

    private static final Path ROOT = Path.of(System.getProperty("ftpcluster.root"));

    static Stream<Path> scripts() throws IOException {
        List<Path> found;
        try (Stream<Path> files = Files.list(ROOT);
                Stream<Path> maven = Files.walk(ROOT.resolve(".mvn"));
                Stream<Path> distribution = Files.walk(ROOT.resolve("distribution/src"));
                Stream<Path> scripts = Files.walk(ROOT.resolve("scripts"));
                Stream<Path> bench = Files.walk(ROOT.resolve("bench"))) {
            found = Stream.of(files, maven, distribution, scripts, bench)
                    .flatMap(paths -> paths)
                    .filter(ShellScriptsTest::isScript)
                    .map(ROOT::relativize)
                    .sorted()
                    .toList();
        }
        return found.stream();
    }

    @Test
    void theKnownOnesAreFound() throws IOException {
        assertTrue(scripts().toList()
                .containsAll(List.of(Path.of("ftpcluster"), Path.of("scripts/test.sh"), Path.of("bench/run.sh"),
                        Path.of("bench/lib/measure.sh"))));
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void theScriptIsClean(Path script) {
        Path file = ROOT.resolve(script);
        assertEquals(startsItself(file), Files.isExecutable(file), script + " can be run or begins with #!, not both");
        assertEquals("", Commands.run("bash", "-n", file.toString()));
        assertEquals("", Commands.run("shellcheck", file.toString()));
    }

    /** grep -q ends at the first match; whoever still writes gets SIGPIPE, and with pipefail a match is a failure, now and then. */
    @Test
    void noPipeEndsAtTheFirstMatch() throws IOException {
        Pattern quiet = Pattern.compile("\\|\\s*grep\\s+-\\w*q");
        List<String> found = new ArrayList<>();
        try (Stream<Path> setup = Files.walk(ROOT.resolve("master-verticles/src/main/resources/setup"))) {
            for (Path file : Stream.concat(scripts().map(ROOT::resolve), setup.filter(Files::isRegularFile)).toList()) {
                Files.readAllLines(file)
                        .stream()
                        .filter(line -> quiet.matcher(line).find())
                        .forEach(line -> found.add(ROOT.relativize(file) + ": " + line.strip()));
            }
        }
        assertEquals(List.of(), found);
    }

    /** Also those that others read in (source), which have no first line with an interpreter. */
    private static boolean isScript(Path file) {
        return Files.isRegularFile(file) && (file.toString().endsWith(".sh") || startsItself(file));
    }

    private static boolean startsItself(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.findFirst().filter(line -> line.startsWith("#!") && line.endsWith("sh")).isPresent();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
