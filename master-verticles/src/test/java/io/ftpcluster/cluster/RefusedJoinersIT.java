package io.ftpcluster.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.config.Config;
import io.ftpcluster.testing.PortalProcess;
import io.ftpcluster.testing.PostgreSql;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that don't fit: each says why and ends with 1. */
class RefusedJoinersIT {

    private static final Config.Database SQLITE = new Config.Database(Optional.empty(), Optional.empty(),
            Optional.empty());

    @TempDir
    Path directory;

    @Test
    void besideAnOwnerOfItsDatabase() throws Exception {
        try (ClusterNodes nodes = new ClusterNodes(directory, SQLITE);
                PortalProcess owner = nodes.start(1, 0, nodes.settings(1))) {
            owner.awaitReady();
            try (PortalProcess stranger = nodes.start(2, 0,
                    with(nodes.settings(2), Map.of("SECRET_KEY", "another key than that of all the others",
                            "FTPCLUSTER_DATABASE_URL", "none")));
                    PortalProcess second = nodes.start(3, 0, nodes.settings(3))) {
                refused(second, "Node node1 owns the cluster's database already.");
                refused(stranger, "its keys differ");
            }
            assertTrue(owner.isAlive());
        }
    }

    @Test
    void besideOneThatUsesAnotherDatabase() throws Exception {
        try (ClusterNodes nodes = new ClusterNodes(directory, PostgreSql.shared().database());
                PortalProcess first = nodes.start(1, 0, nodes.settings(1))) {
            first.awaitReady();
            try (PortalProcess other = nodes.start(2, 0,
                    with(nodes.settings(2), ClusterNodes.variables(PostgreSql.shared().database())))) {
                refused(other, "uses another database than this node");
            }
            assertTrue(first.isAlive());
        }
    }

    private static Map<String, String> with(Map<String, String> settings, Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(settings);
        all.putAll(more);
        return all;
    }

    private static void refused(PortalProcess process, String why) throws InterruptedException {
        int exitCode = process.awaitExit();
        String said = String.join("\n", process.errors());
        assertTrue(said.contains(why), said);
        assertEquals(1, exitCode);
    }
}
