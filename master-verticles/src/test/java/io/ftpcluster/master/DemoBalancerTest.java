package io.ftpcluster.master;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.demo.DemoBalancer;
import io.ftpcluster.testing.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the demo makes of conf/haproxy.cfg. */
class DemoBalancerTest {

    private static final String ENTRY = "127.0.0.1:18080";

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void isTakenWithEachNumberOfNodes(int count) throws IOException {
        List<String> nodes = IntStream.rangeClosed(1, count).mapToObj(node -> "127.0.0.1:1900" + node).toList();
        String configuration = DemoBalancer.configuration(ENTRY, nodes, true);
        Path file = Files.writeString(directory.resolve("haproxy.cfg"), configuration);
        String said = Commands.run("/usr/sbin/haproxy", "-c", "-f", file.toString());
        assertTrue(said.contains("Configuration file is valid") && !said.contains("WARNING"), said);
        for (String node : nodes) {
            assertEquals(2, configuration.lines().filter(line -> line.contains(" " + node)).count(), configuration);
        }
        assertEquals(2L * count, configuration.lines().filter(line -> line.strip().startsWith("server ")).count());
    }

    @Test
    void hasNoTlsAndOneWayIn() throws IOException {
        String configuration = DemoBalancer.configuration(ENTRY, List.of("127.0.0.1:19001"), false);
        assertEquals(List.of("bind " + ENTRY, "bind \"${BALANCER_STATISTICS}\""),
                configuration.lines().map(String::strip).filter(line -> line.startsWith("bind ")).toList());
        assertTrue(configuration.contains("X-Forwarded-Proto http\n"), configuration);
        assertTrue(configuration.lines().noneMatch(line -> line.strip().startsWith("user ")), configuration);
    }
}
