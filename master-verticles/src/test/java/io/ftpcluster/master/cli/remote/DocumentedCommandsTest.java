package io.ftpcluster.master.cli.remote;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.Main;
import io.ftpcluster.master.cli.remote.RemoteCli.Result;
import io.ftpcluster.testing.RunningPortal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** People copy commands out of the documents: each is one that the real command line takes, and what needs only a portal is run. */
@Timeout(120)
class DocumentedCommandsTest {

    private static final Path ROOT = Path.of(System.getProperty("ftpcluster.root"));
    /** The launcher's own, and the agent, which is another program. */
    private static final Set<String> OF_OTHERS = Set.of("build-distribution", "agent");
    private static final Set<String> NOUNS = Set.of("user", "server", "permission", "session", "transfer", "job",
            "audit", "alert", "node");

    @TempDir
    private Path folder;

    static Stream<Path> documents() throws IOException {
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            return Stream.concat(Stream.of("README.md", "CONTRIBUTING.md", "bench/README.md").map(ROOT::resolve),
                    docs.filter(file -> file.toString().endsWith(".md")).sorted().toList().stream());
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void theCommandLineTakesThem(Path document) throws IOException {
        for (List<String> arguments : DocumentedCommands.lines(document)) {
            assertDoesNotThrow(() -> take(arguments), arguments::toString);
        }
        for (List<String> arguments : DocumentedCommands.mentions(document)) {
            try {
                take(arguments);
            } catch (CommandLine.MissingParameterException e) {
                assertTrue(arguments.size() <= 2,
                        () -> arguments + ": a command is named, not shown: " + e.getMessage());
            }
        }
    }

    private static void take(List<String> arguments) {
        if (!OF_OTHERS.contains(arguments.getFirst())) {
            String[] all = arguments.toArray(String[]::new);
            Main.commandLine(all).parseArgs(all);
        }
    }

    @Test
    void theyAreFound() throws IOException {
        int lines = 0;
        int mentions = 0;
        for (Path document : documents().toList()) {
            lines += DocumentedCommands.lines(document).size();
            mentions += DocumentedCommands.mentions(document).size();
        }
        assertTrue(lines >= 20, "lines: " + lines);
        assertTrue(mentions >= 8, "mentions: " + mentions);
    }

    /** All but what needs a machine to set up, and without the wait for an agent. */
    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/commands.md"})
    void whatNeedsOnlyAPortalWorks(String document) throws Exception {
        List<List<String>> commands = DocumentedCommands.lines(ROOT.resolve(document))
                .stream()
                .filter(arguments -> NOUNS.contains(arguments.getFirst()) && !arguments.contains("provision"))
                .toList();
        assertTrue(commands.size() >= 2, commands::toString);
        try (RunningPortal portal = RunningPortal.start(folder.resolve("portal"))) {
            RemoteCli admin = new RemoteCli(portal.url(), "admin", RunningPortal.ADMIN_PASSWORD, folder);
            for (List<String> arguments : commands) {
                List<String> words = new ArrayList<>(arguments);
                words.remove("--wait");
                Result result = admin.run(words.toArray(String[]::new));
                assertEquals(0, result.code(), () -> words + ": " + result.errors());
            }
        }
    }
}
