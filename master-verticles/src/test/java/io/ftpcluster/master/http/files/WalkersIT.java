package io.ftpcluster.master.http.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that know nothing of us copy the tree by following the links of our pages. */
class WalkersIT extends PortalTestBase {

    private static final List<String> NAMES = List.of("/plain.txt", "/a b.txt", "/#1", "/100%", "/what?", "/\"q\"",
            "/it's", "/c:d", "/ü/日本語/😀.png", "/a&b;c=d+e", "/<b>", "/deep/er/and/deeper/x", "/empty", "/big.bin");

    @TempDir
    Path dir;

    @BeforeEach
    void fillTheServer() {
        for (String name : NAMES) {
            byte[] content = switch (name) {
                case "/empty" -> new byte[0];
                case "/big.bin" -> FakeContent.Script.pattern(2_000_003, FakeContent.End.REGULAR).bytes(0, 2_000_003);
                default -> ("This is " + name).getBytes(StandardCharsets.UTF_8);
            };
            server.put(name, content, LONG_AGO);
        }
        server.deriveFolders();
    }

    @Test
    void rcloneCopiesTheTree() throws Exception {
        requireProgram("rclone");
        Path copy = dir.resolve("copy");
        run(List.of("rclone", "--config", "", "copy", ":http:", copy.toString(), "--http-url",
                uri("/ftp/ann/box/").toString()), Map.of());
        assertCopied(copy);
        String listed = run(
                List.of("rclone", "--config", "", "lsf", ":http:", "--http-url", uri("/ftp/ann/").toString()),
                Map.of());
        assertEquals("box/", listed.strip());
    }

    @Test
    void wgetCopiesTheTree() throws Exception {
        requireProgram("wget");
        // Without nocontrol wget writes the bytes of UTF-8 names as escapes.
        run(List.of("wget", "--no-config", "-q", "-r", "-l", "inf", "-np", "-nH", "--cut-dirs=3", "-e", "robots=off",
                "-R", "index.html", "--restrict-file-names=nocontrol", "-P", "copy", uri("/ftp/ann/box/").toString()),
                Map.of("LC_ALL", "C.UTF-8"));
        assertCopied(dir.resolve("copy"));
    }

    private static void requireProgram(String name) {
        boolean there = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(place -> Files.isExecutable(Path.of(place, name)));
        assumeTrue(there, name + " is not installed");
    }

    private String run(List<String> command, Map<String, String> environment) throws Exception {
        Path output = dir.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(command).directory(dir.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("HOME", dir.toString());
        Process process = builder.start();
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "still running: " + command);
            String said = Files.readString(output);
            assertEquals(0, process.exitValue(), said);
            return said;
        } finally {
            process.destroyForcibly();
        }
    }

    /** By bytes, as this JVM's own charset for file names may be a poor one. */
    private void assertCopied(Path copy) throws IOException, InterruptedException {
        Map<String, Integer> expected = new TreeMap<>();
        server.files.forEach(
                (path, stored) -> expected.put(path, hash(stored.script().bytes(0, (int) stored.script().length()))));
        Map<String, Integer> found = new HashMap<>();
        try (Stream<Path> files = Files.walk(copy)) {
            // wget keeps the pages that it followed under such names.
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("index.html.tmp"))
                    .toList()) {
                found.put("/" + copy.relativize(file), hash(Files.readAllBytes(file)));
            }
        }
        assertEquals(expected, new TreeMap<>(found));
    }

    private static int hash(byte[] bytes) {
        return java.util.Arrays.hashCode(bytes);
    }
}
