package io.ftpcluster.agent.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.frames.AnswerFrame;
import io.ftpcluster.frames.HelloFrame;
import io.ftpcluster.frames.TelemetryFrame;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The agent as it is delivered: its script and its archive. */
@Timeout(120)
class AgentProcessIT {

    private static final Path SCRIPT = Path.of("target/agent/ftpcluster-agent").toAbsolutePath();
    private static final int MOST_MEGABYTES = 64;

    @TempDir
    private Path folder;
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stopVertx() {
        vertx.close().await();
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    @Test
    void itTellsThePortalInLittleMemoryAndEndsCleanly() throws Exception {
        try (FakePortal portal = new FakePortal(vertx, 0, new HttpServerOptions())) {
            Path config = Files.writeString(folder.resolve("agent.env"),
                    "AGENT_TOKEN=" + FakePortal.TOKEN + "\nMASTER_URL=" + portal.endpoint(false) + "\n");
            Process agent = start("--config", config.toString());
            try {
                portal.next(HelloFrame.class);
                for (int i = 0; i < 5; i++) {
                    portal.next(TelemetryFrame.class);
                }
                long megabytes = residentKilobytes(agent.pid()) / 1024;
                assertTrue(megabytes < MOST_MEGABYTES, () -> megabytes + " MB");

                agent.destroy();
                assertTrue(agent.waitFor(30, TimeUnit.SECONDS));
                assertEquals(0, agent.exitValue());
                assertEquals(1001, portal.nextClose());
                assertTrue(log().endsWith("stopped\n") && !log().contains(FakePortal.TOKEN), log());
            } finally {
                agent.destroyForcibly();
            }
        }
    }

    /** In the words of a portal that knows no more than that. */
    @Test
    void itDoesWhatItIsAskedFor() throws Exception {
        try (FakePortal portal = new FakePortal(vertx, 0, new HttpServerOptions())) {
            Path config = Files.writeString(folder.resolve("agent.env"),
                    "AGENT_TOKEN=" + FakePortal.TOKEN + "\nMASTER_URL=" + portal.endpoint(false) + "\n");
            Process agent = start("--config", config.toString());
            try {
                assertTrue(portal.next(HelloFrame.class).capabilities().contains("ping"));
                portal.next(TelemetryFrame.class);
                ServerWebSocket link = portal.nextLink();
                link.writeTextMessage("{\"type\":\"request\",\"id\":\"1\",\"action\":\"ping\",\"arguments\":{}}");
                assertEquals(new AnswerFrame("1", null, Map.of()), portal.next(AnswerFrame.class));
                link.writeTextMessage("{\"type\":\"request\",\"id\":\"2\",\"action\":\"dance\",\"arguments\":{}}");
                assertEquals(AnswerFrame.Code.UNKNOWN_ACTION, portal.next(AnswerFrame.class).code());
                link.writeTextMessage(
                        "{\"type\":\"request\",\"id\":\"3\",\"action\":\"accounts.digest\",\"arguments\":{}}");
                assertEquals(33, portal.next(AnswerFrame.class).values().size());
            } finally {
                agent.destroyForcibly();
            }
        }
    }

    private static long residentKilobytes(long pid) throws IOException {
        String line = Files.readAllLines(Path.of("/proc/" + pid + "/status"))
                .stream()
                .filter(each -> each.startsWith("VmRSS:"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
    }

    @Test
    void aWrongConfigurationIsOneLineAndExitCodeTwo() throws Exception {
        Path config = Files.writeString(folder.resolve("agent.env"), "MASTER_URL=http://localhost:1\nAGENT_COLOUR=red");
        Process agent = start("--config", config.toString());

        assertTrue(agent.waitFor(30, TimeUnit.SECONDS));
        assertEquals(2, agent.exitValue());
        assertEquals(1, log().lines().count(), log());
        assertTrue(log().contains("AGENT_COLOUR"), log());
    }

    @Test
    void helpIsShown() throws Exception {
        Process agent = start("--help");

        assertTrue(agent.waitFor(30, TimeUnit.SECONDS));
        assertEquals(0, agent.exitValue());
        assertTrue(log().contains("--config FILE"), log());
    }
}
