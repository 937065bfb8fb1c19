package io.ftpcluster.master;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.testing.Checkout.Result;
import io.ftpcluster.testing.Checkout;
import io.ftpcluster.testing.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code scripts/release.sh} in a repository of its own: the real script, modules and changelog; not the tests and the build, which take minutes. */
class ReleaseTest {

    private static final String CONTRACT = "master-verticles/src/main/resources/openapi.json";

    @TempDir
    private Path folder;

    @BeforeEach
    void makeRepository() throws IOException {
        List<String> files = new ArrayList<>(List.of("pom.xml", "scripts/release.sh", CONTRACT));
        for (String module : List.of("agent-verticles", "demo-ftp-server", "distribution", "master-verticles",
                "shared-codecs")) {
            files.add(module + "/pom.xml");
        }
        for (String file : files) {
            Files.createDirectories(folder.resolve(file).getParent());
            Files.copy(Checkout.REAL.resolve(file), folder.resolve(file));
        }
        write("pom.xml",
                read("pom.xml").replaceFirst("\n  <version>.*</version>", "\n  <version>1.2.0-SNAPSHOT</version>"));
        for (String file : files.subList(3, files.size())) {
            write(file,
                    read(file).replaceFirst("\n    <version>.*</version>", "\n    <version>1.2.0-SNAPSHOT</version>"));
        }
        write("CHANGELOG.md", "# Changelog\n\n## Unreleased\n\n- Something new.\n\n## 1.1.0 - 2026-01-01\n\n- Old.\n");
        write(".gitignore", "target/\n");
        git("init", "-q", "-b", "trunk");
        git("config", "user.name", "Somebody");
        git("config", "user.email", "somebody@example.org");
        commitAll();
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), text);
    }

    private String read(String file) throws IOException {
        return Files.readString(folder.resolve(file));
    }

    private String git(String... arguments) {
        List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
        command.addAll(List.of(arguments));
        return Commands.run(command.toArray(String[]::new)).strip();
    }

    private void commitAll() {
        git("add", "-A");
        git("commit", "-qm", "Begin");
    }

    private Result release(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(folder.resolve("scripts/release.sh").toString()));
        command.addAll(List.of(arguments));
        return Checkout.end(new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    private String state() {
        return git("rev-parse", "HEAD") + git("tag") + git("status", "--porcelain");
    }

    @Test
    void makesTwoCommitsAndATag() throws Exception {
        Result released = release("--no-build", "1.2.0");
        assertEquals(0, released.exitCode(), released.output());
        assertEquals("Begin 1.3.0\nRelease 1.2.0\nBegin", git("log", "--format=%s"));
        assertEquals("", git("status", "--porcelain"));
        assertEquals("tag", git("cat-file", "-t", "v1.2.0"));
        assertEquals(git("rev-parse", "HEAD~1"), git("rev-parse", "v1.2.0^{commit}"));
        assertTrue(git("tag", "-n9", "-l", "v1.2.0").contains("- Something new."));

        String changelog = git("show", "v1.2.0:CHANGELOG.md");
        assertTrue(
                changelog.matches("(?s).*## Unreleased\n\n## 1\\.2\\.0 - \\d{4}-\\d\\d-\\d\\d\n\n- Something new\\..*"),
                changelog);
        for (String module : git("ls-files", "pom.xml", "*/pom.xml").lines().toList()) {
            assertTrue(git("show", "v1.2.0:" + module).contains("<version>1.2.0</version>"), module);
            assertTrue(read(module).contains("<version>1.3.0-SNAPSHOT</version>"), module);
        }
        assertTrue(git("show", "v1.2.0:" + CONTRACT).contains("\n    \"version\": \"1.2.0\""));
        assertTrue(read(CONTRACT).contains("\n    \"version\": \"1.3.0\""));
    }

    @Test
    void aDryRunChangesNothing() throws Exception {
        String before = state();
        Result released = release("--no-build", "--dry-run", "1.2.0");
        assertEquals(0, released.exitCode(), released.output());
        assertTrue(released.output().contains("1.2.0 could be released"), released.output());
        assertEquals(before, state());
    }

    @ParameterizedTest
    @CsvSource({"'',which version?", "1.2,is no version such as 1.2.0", "1.2.0-rc1,is no version",
            "--next 1.2.0 1.2.0,isn't newer", "1.2.0 1.3.0,'one version, not two'", "--force 1.2.0,what is"})
    void wrongUsageEndsWithTwoAndALine(String arguments, String said) throws Exception {
        Result wrong = arguments.isEmpty() ? release() : release(arguments.split(" "));
        assertEquals(2, wrong.exitCode(), wrong.output());
        assertTrue(wrong.output().lines().findFirst().orElseThrow().contains(said), wrong.output());
    }

    @Test
    void whatIsNotReadyIsRefused() throws Exception {
        refused("1.1.9", "1.1.9 is older than the version here, 1.2.0-SNAPSHOT");
        write("new", "not committed");
        refused("1.2.0", "there are changes that aren't committed");
        Files.delete(folder.resolve("new"));
        git("tag", "v1.2.0");
        refused("1.2.0", "there is a tag v1.2.0 already");
        git("tag", "-d", "v1.2.0");
        git("checkout", "-q", "--detach");
        refused("1.2.0", "no branch is checked out");
        git("checkout", "-q", "trunk");
        write("CHANGELOG.md", "# Changelog\n\n## Unreleased\n\n## 1.1.0 - 2026-01-01\n\n- Old.\n");
        commitAll();
        refused("1.2.0", "CHANGELOG.md has nothing under");
    }

    private void refused(String version, String said) throws Exception {
        String before = state();
        Result refused = release("--no-build", version);
        assertEquals(1, refused.exitCode(), refused.output());
        assertTrue(refused.output().contains(said), refused.output());
        assertEquals(before, state());
    }
}
