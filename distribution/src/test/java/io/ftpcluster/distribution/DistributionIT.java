package io.ftpcluster.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Unpacked in a folder whose name has a space, on a system without a Java: PATH has only what each Debian has. */
class DistributionIT {

    private static final Path TARGET = Path.of(System.getProperty("ftpcluster.root"), "distribution/target");
    private static final int PATIENCE_SECONDS = 60;
    private static final long MEGABYTE = 1_000_000;

    @TempDir
    private static Path folder;

    private static Path archive;
    private static Path home;

    @BeforeAll
    static void unpack() throws Exception {
        archive = only(TARGET, "ftpcluster-.*-linux-[a-z0-9]+\\.tar\\.gz");
        Path to = Files.createDirectory(folder.resolve("in stalled"));
        run(List.of("tar", "-xzf", archive.toString(), "-C", to.toString()), Map.of());
        home = only(to, ".*");
    }

    private static Path only(Path parent, String name) throws IOException {
        try (Stream<Path> files = Files.list(parent)) {
            List<Path> found = files.filter(file -> file.getFileName().toString().matches(name)).toList();
            assertEquals(1, found.size(), found::toString);
            return found.getFirst();
        }
    }

    private static ProcessBuilder program(List<String> command, Map<String, String> more) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin");
        builder.environment().putAll(more);
        return builder;
    }

    private static String run(List<String> command, Map<String, String> more) throws Exception {
        Process process = program(command, more).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), said);
        assertEquals(0, process.exitValue(), said);
        return said;
    }

    private static String launcher() {
        return home.resolve("bin/ftpcluster").toString();
    }

    @Test
    void itsChecksumIsBesideIt() throws Exception {
        String wanted = Files.readString(archive.resolveSibling(archive.getFileName() + ".sha256"));
        assertEquals(wanted,
                run(List.of("sh", "-c", "cd '" + TARGET + "' && sha256sum " + archive.getFileName()), Map.of()));
    }

    @Test
    void itIsSmall() throws Exception {
        long packed = Files.size(archive);
        assertTrue(packed < 120 * MEGABYTE, () -> "packed: " + packed);
        long unpacked = 0;
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                unpacked += Files.size(file);
            }
        }
        // The cache of classes, which is made where it is installed, comes to it: 71 MB.
        assertTrue(unpacked < 170 * MEGABYTE, "unpacked: " + unpacked);
    }

    @Test
    void itIsRootsAndNobodyElseMayWrite() throws Exception {
        String list = run(List.of("tar", "-tvzf", archive.toString()), Map.of("LC_ALL", "C", "TZ", "UTC"));
        assertTrue(list.lines().count() > 300, list);
        assertTrue(list.lines().allMatch(line -> line.matches(".[r-][w-][x-]r-[x-]r-[x-] root/root +.*")), list);
        assertEquals(1,
                list.lines()
                        .map(line -> line.replaceFirst(".*(\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d).*", "$1"))
                        .distinct()
                        .count());
    }

    @Test
    void eachLibraryHasItsLicence() throws Exception {
        List<String> lines = Files.readAllLines(home.resolve("licences/THIRD-PARTY.txt"));
        try (Stream<Path> libraries = Files.list(home.resolve("lib"))) {
            for (Path library : libraries.filter(file -> file.toString().endsWith(".jar")).toList()) {
                String name = library.getFileName().toString().replace(".jar", ": ");
                assertEquals(1,
                        lines.stream().filter(line -> line.startsWith(name) && line.length() > name.length()).count(),
                        name);
            }
        }
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("lucide (in the pages): ")), "the pages' icons");
        for (String line : lines.subList(3, lines.size())) {
            assertTrue(line.contains("; text: "), line);
            for (String text : line.replaceFirst(".*; text: ", "").split(", ", -1)) {
                assertTrue(Files.size(home.resolve("licences").resolve(text)) > 500, line);
            }
        }
        assertTrue(Files.readString(home.resolve("licences/Apache-2.0.txt")).contains("END OF TERMS AND CONDITIONS"));
        for (String text : List.of("runtime/legal/java.base/LICENSE", "LICENSE", "bom.json")) {
            assertTrue(Files.size(home.resolve(text)) > 0, text);
        }
    }

    /** Twenty native libraries of SQLite would be a tenth of all; its own lies where no start has to unpack it. */
    @Test
    void thereAreNoLibrariesOfOtherSystems() throws Exception {
        try (ZipFile sqlite = new ZipFile(only(home.resolve("lib"), "sqlite-jdbc-.*\\.jar").toFile())) {
            assertEquals(0,
                    sqlite.stream()
                            .filter(entry -> entry.getName().matches("org/sqlite/native/.*/.*\\.(so|dll|dylib)"))
                            .count());
        }
        only(home.resolve("lib"), "libsqlitejdbc\\.so");
        only(home.resolve("lib"), "netty-transport-native-epoll-.*\\.jar");
    }

    /** The JVM's cache takes no classes of theirs, and verifies their manifests at each start. */
    @Test
    void noLibraryIsSigned() throws Exception {
        try (Stream<Path> libraries = Files.list(home.resolve("lib"))) {
            for (Path library : libraries.filter(file -> file.toString().endsWith(".jar")).toList()) {
                try (ZipFile jar = new ZipFile(library.toFile())) {
                    assertEquals(List.of(),
                            jar.stream()
                                    .map(ZipEntry::getName)
                                    .filter(name -> name.matches("META-INF/[^/]*\\.SF"))
                                    .toList(),
                            library.toString());
                }
            }
        }
    }

    @Test
    void thePortalRuns() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("ftpcluster-link"), home.resolve("bin/ftpcluster"));
        Process portal = program(
                List.of(link.toString(), "master", "--port", "0", "--data", folder.resolve("data").toString()),
                Map.of("FTPCLUSTER_ADMIN_PASSWORD", "an admin's passphrase")).start();
        try {
            URI address = ready(portal);
            try (HttpClient client = HttpClient.newHttpClient()) {
                HttpResponse<String> page = client.send(HttpRequest.newBuilder(address.resolve("/login")).build(),
                        HttpResponse.BodyHandlers.ofString());
                assertEquals(200, page.statusCode());
            }
            portal.toHandle().destroy();
            assertTrue(portal.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
            assertEquals(0, portal.exitValue());
        } finally {
            portal.destroyForcibly();
        }
    }

    /** Also with the FTP servers and agents that it starts. */
    @Test
    void theDemoRuns() throws Exception {
        String said = run(List.of(launcher(), "demo", "--port", "0", "--data", folder.resolve("demo").toString(),
                "--stop-when-ready"), Map.of("HOME", folder.toString()));
        assertFalse(said.contains("WARN"), said);
    }

    @Test
    void theAgentFindsTheRuntime() throws Exception {
        assertTrue(run(List.of(launcher(), "agent", "--help"), Map.of()).startsWith("Usage: ftpcluster agent"));
    }

    @Test
    void commandsNeedNoPortal() throws Exception {
        assertTrue(run(List.of(launcher(), "--version"), Map.of()).startsWith("ftpcluster "));
        assertTrue(run(List.of(launcher(), "server", "--help"), Map.of()).startsWith("Usage: ftpcluster server"));
    }

    private static URI ready(Process portal) throws IOException {
        BufferedReader output = portal.inputReader();
        List<String> said = new ArrayList<>();
        String begin = "Portal ready at ";
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            said.add(line);
            if (line.startsWith(begin)) {
                return URI.create(line.substring(begin.length()));
            }
        }
        throw new IOException("it ended: " + said);
    }
}
