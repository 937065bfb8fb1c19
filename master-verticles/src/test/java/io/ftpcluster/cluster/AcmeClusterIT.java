package io.ftpcluster.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ftpcluster.testing.Commands;
import io.ftpcluster.testing.Eventually;
import io.ftpcluster.testing.FreePorts;
import io.ftpcluster.testing.Pebble;
import io.ftpcluster.testing.PortalProcess;
import io.ftpcluster.testing.PostgreSql;
import io.ftpcluster.testing.TrustingClient;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One master orders the certificate of all; any of them may be the one that the CA asks. */
class AcmeClusterIT {

    private static final String NAME = "portal.example";
    private static final int YEAR = 365 * 86_400;
    /** As each master has a machine of its own. */
    private static final String FIRST = "127.0.0.2";
    /** Where the CA thinks that the name is. */
    private static final String SECOND = "127.0.0.1";

    @TempDir
    private Path directory;

    private static PortalProcess start(ClusterNodes nodes, int node, String host, Pebble pebble) {
        Map<String, String> settings = nodes.settings(node);
        settings.putAll(Map.of("FTPCLUSTER_HTTP_HOST", host, "FTPCLUSTER_ACME_DOMAINS", NAME, "FTPCLUSTER_ACME_TERMS",
                "accept", "FTPCLUSTER_ACME_DIRECTORY", pebble.url().toString(), "FTPCLUSTER_ACME_CA",
                pebble.authorities().toString(), "FTPCLUSTER_ACME_HTTP_PORT",
                Integer.toString(pebble.challengePort())));
        return nodes.start(node, FreePorts.one(), settings);
    }

    @Test
    void aNodeThatDoesNotOrderAnswersTheCaAndShowsWhatTheOtherGot() throws Exception {
        try (Pebble pebble = new Pebble(directory, YEAR);
                ClusterNodes nodes = new ClusterNodes(directory, PostgreSql.shared().database(), 2);
                PortalProcess first = start(nodes, 1, FIRST, pebble)) {
            int firstPort = first.awaitReady().getPort();
            // It has the lease, and can't order yet.
            first.awaitWord("No certificate for " + NAME);
            try (PortalProcess second = start(nodes, 2, SECOND, pebble)) {
                int secondPort = second.awaitReady().getPort();
                pebble.start();
                TrustingClient client = TrustingClient.of(pebble);
                Commands.run("kill", "-HUP", Long.toString(second.pid()));
                first.awaitWord("New connections get another certificate");
                second.awaitWord("New connections get another certificate");
                X509Certificate shown = client.shown(SECOND, NAME, secondPort);
                assertEquals(shown, client.shown(FIRST, NAME, firstPort));

                first.kill();
                Commands.run("kill", "-HUP", Long.toString(second.pid()));
                second.awaitWord("the same as before");
                Eventually.until(() -> shown.equals(client.shown(SECOND, NAME, secondPort)));
            }
        }
    }
}
