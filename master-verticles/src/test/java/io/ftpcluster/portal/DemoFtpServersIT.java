package io.ftpcluster.portal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.testing.PortalClient;
import io.ftpcluster.testing.PortalProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's FTP servers are a program of their own, which no portal has on its class path and no demo leaves behind. */
class DemoFtpServersIT {

    private static final Path TARGET = Path.of(System.getProperty("ftpcluster.root"), "master-verticles/target");
    private static final Pattern FTP_SERVER = Pattern.compile("ftpserver|ftplet|mina|demo-ftp");
    private static final String PASSWORD = "password of demo";
    private static final int PATIENCE_SECONDS = 90;

    @TempDir
    Path directory;

    private PortalProcess demo() {
        return PortalProcess.start(Map.of("FTPCLUSTER_DEMO_PASSWORD", PASSWORD), "demo", "--port", "0", "--data",
                directory.resolve("data").toString());
    }

    /** The demo has other children too, for moments: its agents ask programs of the system. */
    private static ProcessHandle ftpServersOf(PortalProcess demo) {
        List<ProcessHandle> found = ProcessHandle.of(demo.pid())
                .orElseThrow()
                .children()
                .filter(child -> child.info().commandLine().orElse("").contains("demo-ftp-server.jar"))
                .toList();
        assertEquals(1, found.size(), found::toString);
        return found.getFirst();
    }

    @Test
    void portalsHaveNoFtpServerOnTheirClassPath() throws IOException {
        List<Path> archives = files(TARGET, Pattern.compile("master-verticles-.*\\.jar"));
        assertEquals(1, archives.size(), archives::toString);
        try (JarFile archive = new JarFile(archives.getFirst().toFile())) {
            String classPath = archive.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            assertTrue(classPath.contains("lib/vertx-core-"), classPath);
            assertEquals(List.of(), FTP_SERVER.matcher(classPath).results().map(found -> found.group()).toList());
        }
    }

    private static List<Path> files(Path folder, Pattern name) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> name.matcher(file.getFileName().toString()).matches()).toList();
        }
    }

    @Test
    void endWithADemoThatIsKilled() throws Exception {
        try (PortalProcess demo = demo()) {
            demo.awaitReady();
            ProcessHandle servers = ftpServersOf(demo);
            demo.kill();
            servers.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Ctrl+C in a terminal is told to all processes, but the portal has transfers to finish. */
    @Test
    void serveUntilTheDemoEndsThemWhoeverSignals() throws Exception {
        try (PortalProcess demo = demo()) {
            URI url = demo.awaitReady();
            ProcessHandle servers = ftpServersOf(demo);
            servers.destroy();
            try (PortalClient client = new PortalClient(url)) {
                assertEquals(200, client.get("/ftp/demo/alpha/welcome.txt").basic("demo", PASSWORD).send().status());
                assertEquals(200, client.get("/ftp/demo/beta/README.txt").basic("demo", PASSWORD).send().status());
            }
            assertTrue(servers.isAlive());
            demo.terminate();
            assertEquals(0, demo.awaitExit(), () -> demo.errors().toString());
            servers.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertEquals(List.of(), demo.errors());
        }
    }

    @Test
    void theirEndIsTold() throws Exception {
        try (PortalProcess demo = demo()) {
            demo.awaitReady();
            ProcessHandle servers = ftpServersOf(demo);
            servers.destroyForcibly();
            demo.awaitWord("the demo's FTP servers (process " + servers.pid()
                    + ") have ended with exit code 137; start the demo again");
            demo.terminate();
            assertEquals(0, demo.awaitExit(), () -> demo.errors().toString());
        }
    }
}
