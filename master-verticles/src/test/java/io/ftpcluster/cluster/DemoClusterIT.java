package io.ftpcluster.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.testing.PortalClient;
import io.ftpcluster.testing.PortalProcess;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code demo --nodes}: one may be killed, and nothing is left behind. */
class DemoClusterIT {

    private static final String PASSWORD = "password of demo";
    private static final Pattern NODE = Pattern.compile("node\\d \\(process (\\d+)\\) at ");

    @TempDir
    Path directory;

    @Test
    void goesOnWithoutOneOfItsNodesAndEndsWithAll() throws Exception {
        try (PortalProcess demo = PortalProcess.start(Map.of("FTPCLUSTER_DEMO_PASSWORD", PASSWORD), "demo", "--nodes",
                "2", "--port", "0", "--data", directory.resolve("data").toString())) {
            URI url = demo.awaitReady();
            List<ProcessHandle> all = ProcessHandle.of(demo.pid()).orElseThrow().descendants().toList();
            List<Long> nodes = NODE.matcher(String.join("\n", demo.output()))
                    .results()
                    .map(found -> Long.valueOf(found.group(1)))
                    .toList();
            assertEquals(2, nodes.size(), demo.output()::toString);
            try (PortalClient client = new PortalClient(url)) {
                assertEquals(200, read(client));
                ProcessHandle.of(nodes.getFirst()).orElseThrow().destroyForcibly();
                for (int i = 0; i < 5; i++) {
                    assertEquals(200, read(client));
                }
            }
            demo.terminate();
            assertEquals(0, demo.awaitExit(), () -> demo.errors().toString());
            assertTrue(all.stream().noneMatch(ProcessHandle::isAlive),
                    () -> all.stream().map(ProcessHandle::info).toList().toString());
        }
    }

    private static int read(PortalClient client) throws Exception {
        return client.get("/ftp/demo/alpha/welcome.txt").basic("demo", PASSWORD).send().status();
    }
}
