package io.ftpcluster.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.testing.Commands;
import io.ftpcluster.testing.FreePorts;
import io.ftpcluster.testing.Haproxy;
import io.ftpcluster.testing.PortalProcess;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient.Version;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two masters behind HAProxy as conf/haproxy.cfg sets it up: who the client is, and a restart that nobody notices. */
class EdgeIT {

    private static final System.Logger LOG = System.getLogger(EdgeIT.class.getName());
    private static final String PASSWORD = "admin's passphrase";

    @TempDir
    Path directory;

    private final List<PortalProcess> nodes = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();
    private Haproxy balancer;

    @BeforeEach
    void start() throws Exception {
        List<Integer> free = FreePorts.some(2);
        nodes.add(node(1, free.getFirst()));
        nodes.add(node(2, free.getLast()));
        for (PortalProcess node : nodes) {
            ports.add(node.awaitReady().getPort());
        }
        balancer = Haproxy.start(directory, ports);
    }

    private PortalProcess node(int number, int port) {
        return PortalProcess.start(
                Map.of("FTPCLUSTER_ADMIN_PASSWORD", PASSWORD, "FTPCLUSTER_TRUSTED_PROXIES", "127.0.0.1",
                        "FTPCLUSTER_NOTICE_SECONDS", "3", "SECRET_KEY", "one key for all nodes of this portal"),
                "master", "--port", Integer.toString(port), "--data", directory.resolve("node" + number).toString());
    }

    @AfterEach
    void stop() {
        nodes.forEach(PortalProcess::close);
        if (balancer != null) {
            balancer.close();
        }
    }

    @Test
    void aRollingRestartFailsNoRequest() throws Exception {
        URI url = balancer.url();
        try (SteadyVisitor first = new SteadyVisitor(balancer.client(Version.HTTP_1_1), url, "a", PASSWORD);
                SteadyVisitor second = new SteadyVisitor(balancer.client(Version.HTTP_2), url, "b", PASSWORD);
                LivePage page = new LivePage(balancer.client(Version.HTTP_1_1), url, PASSWORD)) {
            theClientIsKnown();
            restart(1);
            restart(2);
            assertEquals(List.of(), first.failures());
            assertEquals(List.of(), second.failures());
            assertEquals(List.of(), page.troubles());
            assertTrue(Math.min(first.answers(), second.answers()) > 100,
                    () -> "only " + first.answers() + " and " + second.answers() + " answers");
            assertTrue(page.goodbyes() > 0, "the live page was on a stopping node and was not told");
            LOG.log(System.Logger.Level.INFO, "{0} and {1} answers, {2} live streams moved", first.answers(),
                    second.answers(), page.goodbyes());
        }
    }

    /** Whatever it says of itself; and no way in without TLS. */
    private void theClientIsKnown() {
        String trail = curl("-H", "X-Forwarded-For: 192.0.2.66", "-H", "X-Forwarded-Proto: http", "--interface",
                "127.0.0.2", "-D", "-", "-d", "username=admin&password=wrong", balancer.url() + "/login");
        assertTrue(trail.contains("strict-transport-security"), trail);
        List<String> failed = new ArrayList<>();
        for (int port : ports) {
            new JsonObject(curl("-u", "admin:" + PASSWORD, "http://127.0.0.1:" + port + "/audit"))
                    .getJsonArray("events")
                    .forEach(event -> failed.add(((JsonObject) event).getString("remote_address")));
        }
        assertTrue(failed.contains("127.0.0.2") && !failed.contains("192.0.2.66"), failed.toString());
        assertTrue(curl("-D", "-", balancer.plainUrl() + "/login").startsWith("HTTP/1.1 308 "));
    }

    private static String curl(String... arguments) {
        List<String> command = new ArrayList<>(List.of("curl", "-sSk", "--max-time", "60"));
        command.addAll(List.of(arguments));
        return Commands.run(command.toArray(String[]::new));
    }

    private void restart(int number) throws Exception {
        PortalProcess old = nodes.get(number - 1);
        old.terminate();
        assertEquals(0, old.awaitExit());
        PortalProcess anew = node(number, ports.get(number - 1));
        nodes.set(number - 1, anew);
        anew.awaitReady();
        balancer.awaitUp(number);
    }
}
