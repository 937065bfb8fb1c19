package io.ftpcluster.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.Main;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The Debian package, unpacked but not installed; {@code PackageOnHosts} installs it. */
class DebianPackageIT {

    private static final Path ROOT = Path.of(System.getProperty("ftpcluster.root"));
    /** lintian takes a quarter of a minute, and more beside much else. */
    private static final int PATIENCE_SECONDS = 600;

    @TempDir
    private static Path folder;

    private static Path archive;

    @BeforeAll
    static void unpack() throws Exception {
        try (Stream<Path> files = Files.list(ROOT.resolve("distribution/target"))) {
            List<Path> found = files.filter(file -> file.toString().endsWith(".deb")).toList();
            assertEquals(1, found.size(), found::toString);
            archive = found.getFirst();
        }
        run("dpkg-deb", "-R", archive.toString(), folder.resolve("package").toString());
    }

    private static String run(String... command) throws Exception {
        Path output = Files.createTempFile(folder, "output", "");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        String said = Files.readString(output);
        assertEquals(0, process.waitFor(), () -> List.of(command) + ": " + said);
        return said;
    }

    private static String field(String name) throws Exception {
        return run("dpkg-deb", "-f", archive.toString(), name).strip();
    }

    @Test
    void itSaysWhatItIs() throws Exception {
        assertEquals("ftpcluster", field("Package"));
        assertEquals(run("dpkg", "--print-architecture").strip(), field("Architecture"));
        assertEquals(archive.getFileName().toString(),
                "ftpcluster_" + field("Version") + "_" + field("Architecture") + ".deb");
        assertTrue(Integer.parseInt(field("Installed-Size")) > 100_000, "in KiB");
        assertEquals("ftpcluster " + programsVersion() + "\n",
                run(folder.resolve("package/usr/bin/ftpcluster").toString(), "--version"));
    }

    /** Of the archive that is made beside it. */
    private static String programsVersion() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve("distribution/target"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".tar.gz"))
                    .map(name -> name.replaceFirst("ftpcluster-(.*)-linux-.*", "$1"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void lintianMindsNothing() throws Exception {
        assertEquals("", run("lintian", "--no-cfg", "--allow-root", "--fail-on", "error,warning", archive.toString()));
    }

    @Test
    void itIsRootsAndNobodyElseMayWrite() throws Exception {
        List<String> list = run("dpkg-deb", "-c", archive.toString()).lines().toList();
        assertTrue(list.size() > 300, list::toString);
        for (String line : list) {
            assertTrue(line.matches("(.[r-][w-][x-]r-[x-]r-[x-]|lrwxrwxrwx) root/root +.*"), line);
        }
    }

    @Test
    void theUnitStartsWhatIsInIt() throws Exception {
        String unit = Files.readString(folder.resolve("package/usr/lib/systemd/system/ftpcluster-master.service"));
        String program = Pattern.compile("(?m)^ExecStart=/(\\S+)")
                .matcher(unit)
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
        assertTrue(Files.isExecutable(folder.resolve("package").resolve(program)), program);
        assertTrue(!unit.contains("/opt/"), unit);
    }

    @Test
    void theManualHasEachCommand() throws Exception {
        String page = run("zcat", folder.resolve("package/usr/share/man/man1/ftpcluster.1.gz").toString());
        assertEquals(List.of(), missing(Main.commandLine(), page));
    }

    private static List<String> missing(CommandLine line, String page) {
        return line.getSubcommands()
                .values()
                .stream()
                .flatMap(command -> Stream.concat(Stream.of(command.getCommandSpec().qualifiedName()),
                        missing(command, page).stream()))
                .filter(name -> !page.contains("\n.SS " + name.replace("-", "\\-") + "\n"))
                .toList();
    }

    /** No engine runs where this is tested: what it copies must be there, and let in by .dockerignore. */
    @Test
    void whatTheImageIsMadeOfIsThere() throws Exception {
        String recipe = Files.readString(ROOT.resolve("Dockerfile"), StandardCharsets.UTF_8);
        List<String> packages = Pattern.compile("/mnt/(\\S+)")
                .matcher(recipe)
                .results()
                .map(MatchResult::group)
                .toList();
        assertEquals(List.of("/mnt/ftpcluster_*_\"$(dpkg"), packages);
        assertTrue(recipe.contains("type=bind,source=distribution/target,target=/mnt"), recipe);
        assertTrue(archive.getFileName().toString().matches("ftpcluster_.*_[a-z0-9]+\\.deb"), archive::toString);
        assertTrue(Files.readAllLines(ROOT.resolve(".dockerignore")).contains("!distribution/target/*.deb"));
        assertTrue(recipe.contains("USER ftpcluster-master\n"), recipe);
        assertTrue(Files.readString(folder.resolve("package/DEBIAN/postinst")).contains("configure"));
        for (String copied : Pattern.compile("(?m)^(?:COPY|ADD) +(?:--\\S+ +)*(\\S+)")
                .matcher(recipe)
                .results()
                .map(match -> match.group(1))
                .toList()) {
            assertTrue(Files.exists(ROOT.resolve(copied)), copied);
        }
    }
}
