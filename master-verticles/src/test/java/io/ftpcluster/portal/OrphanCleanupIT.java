package io.ftpcluster.portal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ftpcluster.testing.PortalProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A portal that is started and stopped for months must not fill the temporary folder. */
class OrphanCleanupIT {

    @TempDir
    Path temporary;

    @Test
    void aStoppedDemoLeavesNothingInTheTemporaryFolder() throws Exception {
        Map<String, String> environment = Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary);
        try (PortalProcess demo = PortalProcess.start(environment, "demo", "--port", "0")) {
            demo.awaitReady();
            assertEquals(1, names().stream().filter(name -> name.startsWith("ftpcluster-demo")).count());
            demo.terminate();
            assertEquals(0, demo.awaitExit());
        }
        assertEquals(List.of(), names());
    }

    /** Nobody can remove anything then, so nothing must be there. */
    @Test
    void aKilledPortalLeavesNothing(@TempDir Path data) throws Exception {
        Map<String, String> environment = Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary,
                "FTPCLUSTER_DATA_DIR", data.toString(), "FTPCLUSTER_HTTP_PORT", "0");
        try (PortalProcess master = PortalProcess.start(environment, "master")) {
            master.awaitReady();
            master.kill();
            master.awaitExit();
        }
        assertEquals(List.of(), names());
    }

    @Test
    void aDemoThatCanNotStartLeavesNothingEither() throws Exception {
        Map<String, String> environment = Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary,
                "FTPCLUSTER_DRAIN_SECONDS", "soon");
        try (PortalProcess demo = PortalProcess.start(environment, "demo", "--port", "0")) {
            assertEquals(2, demo.awaitExit());
        }
        assertEquals(List.of(), names());
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
