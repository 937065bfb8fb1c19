package io.ftpcluster.master.cli.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.config.ConfigLoader;
import io.ftpcluster.master.node.Deployment;
import io.ftpcluster.testing.Eventually;
import io.ftpcluster.testing.FreePorts;
import io.ftpcluster.testing.PostgreSql;
import io.ftpcluster.testing.WeakHashing;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the command says of a real PostgreSQL, and of real masters that share it. */
@Timeout(300)
class DoctorPostgresTest {

    private static final String FERNET_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final List<Integer> PORTS = FreePorts.some(2);

    @TempDir
    private Path folder;
    private final Config.Database database = PostgreSql.shared().database();

    /** Of the member with this number. */
    private Map<String, String> settings(int member) {
        Map<String, String> settings = new TreeMap<>(Map.of("FTPCLUSTER_HTTP_PORT", "0", "FTPCLUSTER_ADMIN_PASSWORD",
                "Correct-horse-7-battery", "SECRET_KEY", "one key for all nodes of this cluster", "FERNET_KEY",
                FERNET_KEY, "FTPCLUSTER_NOTICE_SECONDS", "0", "FTPCLUSTER_CLUSTER_ENABLED", "true",
                "FTPCLUSTER_CLUSTER_BUS_PORT", "0"));
        settings.put("FTPCLUSTER_NODE_NAME", "node" + member);
        settings.put("FTPCLUSTER_DATA_DIR", folder.resolve("data" + member).toString());
        settings.put("FTPCLUSTER_CLUSTER_PORT", PORTS.get(member).toString());
        settings.put("FTPCLUSTER_CLUSTER_MEMBERS",
                PORTS.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(",")));
        settings.put("FTPCLUSTER_DATABASE_URL", database.url().orElseThrow());
        settings.put("FTPCLUSTER_DATABASE_USER", database.user().orElseThrow());
        settings.put("FTPCLUSTER_DATABASE_PASSWORD", database.password().map(Secret::value).orElseThrow());
        return settings;
    }

    private Deployment member(int member) throws Exception {
        return Deployment.start(new ConfigLoader(Optional.empty(), settings(member), Map.of()).load(),
                WeakHashing.hasher());
    }

    private Map<String, JsonObject> findings(Map<String, String> settings) throws Exception {
        Path file = Files.write(folder.resolve("master.env"),
                settings.entrySet().stream().map(each -> each.getKey() + "='" + each.getValue() + "'").toList());
        StringWriter out = new StringWriter();
        new CommandLine(new DoctorCommand(Duration.ofMinutes(2))).setOut(new PrintWriter(out, true))
                .execute("--config", file.toString(), "--json");
        return new JsonObject(out.toString()).getJsonArray("checks")
                .stream()
                .map(JsonObject.class::cast)
                .collect(Collectors.toMap(each -> each.getString("name"), each -> each));
    }

    private static void assertFinding(JsonObject found, String outcome, String detail) {
        assertEquals(outcome, found.getString("outcome"), found.encode());
        assertTrue(found.getString("detail").contains(detail), found.encode());
    }

    @Test
    void anEmptyOneWaitsForTheFirstStart() throws Exception {
        Map<String, JsonObject> found = findings(settings(0));
        assertFinding(found.get("database"), "ok", "It is empty: the first start makes its tables.");
        assertFinding(found.get("database"), "ok", "PostgreSQL 1");
        assertFinding(found.get("connections"), "ok", "; 2 nodes make up to ");
        assertFinding(found.get("cluster"), "skipped", "No master has told");
    }

    @Test
    void aWrongPasswordIsAFailureThatIsNotShown() throws Exception {
        Map<String, String> settings = settings(0);
        settings.put("FTPCLUSTER_DATABASE_PASSWORD", "not-the-password");
        JsonObject found = findings(settings).get("database");
        assertFinding(found, "failure", "can't be used");
        assertTrue(!found.encode().contains("not-the-password"), found.encode());
    }

    @Test
    void whatTheServerCannotTakeIsAFailure() throws Exception {
        Map<String, String> settings = settings(0);
        settings.put("FTPCLUSTER_CLUSTER_MEMBERS",
                FreePorts.some(60).stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(",")));
        assertFinding(findings(settings).get("connections"), "failure", "; 60 nodes make up to ");
    }

    /** By both members. */
    private boolean isMissed(int port) throws Exception {
        String detail = findings(settings(0)).get("cluster").getString("detail");
        return detail.contains("node0 to node9 at 127.0.0.1:" + port)
                && detail.contains("node1 to node9 at 127.0.0.1:" + port);
    }

    @Test
    void realMembersAreComparedFromEachOfThem() throws Exception {
        try (Deployment one = member(0); Deployment two = member(1)) {
            assertTrue(one.port() != two.port());
            Map<String, JsonObject> found = findings(settings(0));
            assertFinding(found.get("database"), "ok", "PostgreSQL 1");
            assertFinding(found.get("keys"), "ok", "open what the database has sealed");
            Eventually.until(() -> findings(settings(1)).get("cluster").getString("detail").contains("node0, node1"));
            assertFinding(findings(settings(0)).get("cluster"), "ok", "one version, one time, and each reaches");

            Map<String, String> otherKey = settings(0);
            otherKey.put("FERNET_KEY", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
            assertFinding(findings(otherKey).get("keys"), "failure", "doesn't open what the database has sealed");

            // One whose bus port is behind a firewall, of another version, with a clock that is wrong.
            int closed = FreePorts.one();
            PostgreSql.execute(database, "INSERT INTO cluster_nodes VALUES ('x', 'node9', 'older', '127.0.0.1:"
                    + PORTS.getFirst() + "', '127.0.0.1:" + closed + "', 9000000000000, 99000, '')");
            awaitMissed(closed);
            JsonObject wrong = findings(settings(0)).get("cluster");
            assertFinding(wrong, "failure", "The clock of node9 is 9");
            assertFinding(wrong, "failure", "node9 has older");
        }
    }

    /** They look each 30 s, which is as long as one look here waits. */
    private void awaitMissed(int port) throws Exception {
        boolean missed = false;
        for (int i = 0; i < 2 && !missed; i++) {
            missed = Eventually.holds(() -> isMissed(port));
        }
        assertTrue(missed);
    }
}
