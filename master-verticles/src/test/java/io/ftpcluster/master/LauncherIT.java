package io.ftpcluster.master;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.testing.Checkout.Result;
import io.ftpcluster.testing.Checkout;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ftpcluster} with the JAR that this build has made, in a checkout whose path has spaces. */
class LauncherIT {

    @TempDir
    private Path folder;

    private Checkout checkout;

    @BeforeEach
    void makeCheckout() throws IOException {
        checkout = new Checkout(folder).with("FTPCLUSTER_JAVA_HOME", System.getProperty("java.home"));
        Path target = checkout.root().resolve("master-verticles/target");
        Files.createDirectories(target);
        Path built = Checkout.REAL.resolve("master-verticles/target");
        try (Stream<Path> jars = Files.list(built)) {
            Path jar = jars.filter(path -> path.getFileName().toString().matches("master-verticles-.*\\.jar"))
                    .findFirst()
                    .orElseThrow();
            Files.copy(jar, target.resolve(jar.getFileName()));
        }
        Files.createSymbolicLink(target.resolve("lib"), built.resolve("lib"));
        Files.createSymbolicLink(target.resolve("demo"), built.resolve("demo"));
        Path agent = Files.createDirectories(checkout.root().resolve("agent-verticles/target"));
        Files.createSymbolicLink(agent.resolve("agent"), Checkout.REAL.resolve("agent-verticles/target/agent"));
        Files.createFile(target.resolve("build.stamp"));
        Files.setLastModifiedTime(target.resolve("build.stamp"),
                FileTime.from(Instant.now().plus(Duration.ofHours(1))));
    }

    @ParameterizedTest
    @CsvSource({"--help,0,Usage: ftpcluster", "--version,0,ftpcluster ", "demo --help,0,Usage: ftpcluster demo",
            "master --help,0,Usage: ftpcluster master", "agent --help,0,Usage: ftpcluster agent", "agent,2,--config",
            "--help,0,permission", "server --help,0,Usage: ftpcluster server", "job watch,2,Missing required parameter",
            "server list --url nowhere,2,the portal's URL must be", "fly,2,Unmatched argument",
            "demo --port x,2,FTPCLUSTER_HTTP_PORT", "'',2,Say what to do"})
    void commandsEndAsTheyShould(String command, int exitCode, String output) throws Exception {
        Result result = checkout.run(checkout.launcher(), command.isEmpty() ? new String[0] : command.split(" ", -1));
        assertTrue(result.output().contains(output), result.output());
        assertEquals(exitCode, result.exitCode());
        assertTrue(checkout.builds().isEmpty());
    }

    /** Also with no locale at all, which the demo's file names need. */
    @Test
    void signalsReachThePortal() throws Exception {
        Process portal = checkout.start(checkout.launcher(), "demo", "--port", "0", "--data",
                folder.resolve("my data").toString());
        try {
            BufferedReader output = portal.inputReader();
            List<String> said = new ArrayList<>();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                said.add(line);
                if (line.startsWith("Portal ready at http")) {
                    break;
                }
            }
            assertTrue(said.getLast().startsWith("Portal ready at http"), said.toString());
            // The launcher has become the JVM, so whoever knows its id reaches the portal.
            assertTrue(portal.info().command().orElse("").endsWith("/bin/java"), portal.info().toString());
            // Process.destroy() would also close what is still to be read.
            portal.toHandle().destroy();
            Result result = Checkout.end(portal);
            assertEquals(0, result.exitCode(), result.output());
        } finally {
            portal.destroyForcibly();
        }
    }
}
