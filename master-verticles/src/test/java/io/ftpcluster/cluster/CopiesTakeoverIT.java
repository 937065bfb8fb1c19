package io.ftpcluster.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.Commands;
import io.ftpcluster.testing.Eventually;
import io.ftpcluster.testing.PortalClient.Answer;
import io.ftpcluster.testing.PortalClient;
import io.ftpcluster.testing.PortalProcess;
import io.ftpcluster.testing.PostgreSql;
import io.ftpcluster.testing.Vsftpd;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Moves whose node is killed in the middle of a file: another one goes on, or the same one when it is started again. */
class CopiesTakeoverIT {

    /** Of which the server sends 2 MB each second. */
    private static final int LARGE = 16_000_000;

    @TempDir
    Path directory;
    private Vsftpd from;
    private Vsftpd to;
    private String before;

    @BeforeEach
    void start() throws IOException {
        from = new Vsftpd(Files.createDirectory(directory.resolve("from")), FtpSecurity.NONE, "local_max_rate=2000000");
        to = new Vsftpd(Files.createDirectory(directory.resolve("to")), FtpSecurity.NONE, "log_ftp_protocol=YES",
                "xferlog_enable=YES", "vsftpd_log_file=" + directory.resolve("log"));
        shell(from, "mkdir -p t/a t/z && for n in $(seq 20); do echo $n > t/a/$n; echo $n > t/z/$n; done && head -c "
                + LARGE + " /dev/urandom > t/m");
        // What was there before stays, and isn't taken for what the portal has written.
        shell(to, "mkdir -p in/t/a && echo 7 > in/t/a/7 && echo old > in/t/m");
        before = hashes(from, "t");
    }

    @AfterEach
    void stop() {
        from.close();
        to.close();
    }

    private static String shell(Vsftpd server, String script) {
        String said = Commands.run("bash", "-c", "cd '" + server.home() + "' && " + script);
        server.own(server.home());
        return said;
    }

    private static String hashes(Vsftpd server, String folder) {
        return shell(server, "cd " + folder + " && find . -type f | LC_ALL=C sort | xargs -d '\\n' sha256sum");
    }

    /** Returns the path of a move that is in the middle of the large file. */
    private String begin(PortalClient client, String admin) throws Exception {
        for (Map.Entry<String, Vsftpd> each : Map.of("from", from, "to", to).entrySet()) {
            created(client.post("/servers")
                    .bearer(admin)
                    .json(new JsonObject().put("alias", each.getKey())
                            .put("host", "127.0.0.1")
                            .put("ftp_port", each.getValue().port())
                            .put("ftp_security", "none"))
                    .send());
            created(client.post("/permissions")
                    .bearer(admin)
                    .json(new JsonObject().put("user_id", "admin")
                            .put("server_id", each.getKey())
                            .put("ftp_username", each.getValue().user())
                            .put("user_pass", each.getValue().password()))
                    .send());
        }
        String path = created(client.post("/copies")
                .bearer(admin)
                .json(new JsonObject().put("source", new JsonArray().add("/ftp/admin/from/t/"))
                        .put("destination", "/ftp/admin/to/in/")
                        .put("operation", "move")
                        .put("conflict", "rename"))
                .send()).header("Location");
        await(client, admin, path, copy -> copy.getLong("bytes_done") > LARGE / 4);
        return path;
    }

    private static Answer created(Answer answer) {
        assertEquals(201, answer.status(), answer.text());
        return answer;
    }

    private static JsonObject await(PortalClient client, String admin, String path, Predicate<JsonObject> condition)
            throws Exception {
        JsonObject[] seen = new JsonObject[1];
        boolean came = Eventually.holds(() -> {
            seen[0] = client.get(path).bearer(admin).send().json();
            return condition.test(seen[0]);
        });
        assertTrue(came, () -> seen[0].encodePrettily());
        return seen[0];
    }

    private void assertMoved(JsonObject copy) throws IOException {
        assertEquals("succeeded", copy.getString("state"), copy::encodePrettily);
        assertEquals("41 of 41 files", copy.getString("detail"));
        assertEquals(copy.getLong("bytes_total"), copy.getLong("bytes_done"));
        assertEquals("7\nold\n", shell(to, "cat in/t/a/7 in/t/m && rm in/t/a/7 in/t/m && mv 'in/t/a/7 (2)' in/t/a/7"
                + " && mv 'in/t/m (2)' in/t/m"));
        assertEquals(before, hashes(to, "in/t"));
        assertEquals("t\n", shell(to, "ls -A in"));
        assertEquals("", shell(from, "ls -A"));
        try (Stream<String> log = Files.lines(directory.resolve("log"))) {
            assertTrue(log.anyMatch(line -> line.matches(".*\"REST [1-9][0-9]*\".*")),
                    "it was gone on with where it had ended");
        }
    }

    @Test
    void anotherNodeGoesOn() throws Exception {
        try (ClusterNodes nodes = new ClusterNodes(directory, PostgreSql.shared().database(), 2).startAll();
                PortalClient first = nodes.client(1);
                PortalClient second = nodes.client(2)) {
            String admin = first.login("admin", ClusterNodes.PASSWORD);
            String path = begin(first, admin);
            String victim = first.get(path).bearer(admin).send().json().getString("node");
            boolean firstDies = victim.equals("node1");
            nodes.process(firstDies ? 1 : 2).kill();
            JsonObject copy = await(firstDies ? second : first, admin, path,
                    seen -> seen.getString("ended_at") != null);
            assertNotEquals(victim, copy.getString("node"));
            assertMoved(copy);
        }
    }

    @Test
    void itGoesOnAfterARestartWithSqlite() throws Exception {
        Path data = directory.resolve("data");
        String admin;
        String path;
        try (PortalProcess portal = PortalProcess.master(data, ClusterNodes.PASSWORD, Map.of())) {
            URI url = portal.awaitReady();
            try (PortalClient client = new PortalClient(url)) {
                admin = client.login("admin", ClusterNodes.PASSWORD);
                path = begin(client, admin);
            }
            portal.kill();
        }
        try (PortalProcess portal = PortalProcess.master(data, ClusterNodes.PASSWORD, Map.of());
                PortalClient client = new PortalClient(portal.awaitReady())) {
            assertMoved(await(client, admin, path, seen -> seen.getString("ended_at") != null));
        }
    }

    @Test
    void oneThatIsStoppedLeavesItToItsNextStart() throws Exception {
        Path data = directory.resolve("data");
        String admin;
        String path;
        try (PortalProcess portal = PortalProcess.master(data, ClusterNodes.PASSWORD,
                Map.of("FTPCLUSTER_NOTICE_SECONDS", "0"))) {
            try (PortalClient client = new PortalClient(portal.awaitReady())) {
                admin = client.login("admin", ClusterNodes.PASSWORD);
                path = begin(client, admin);
            }
            portal.terminate();
            assertEquals(0, portal.awaitExit());
            assertEquals(java.util.List.of(), portal.errors());
        }
        try (PortalProcess portal = PortalProcess.master(data, ClusterNodes.PASSWORD, Map.of());
                PortalClient client = new PortalClient(portal.awaitReady())) {
            assertMoved(await(client, admin, path, seen -> seen.getString("ended_at") != null));
        }
    }
}
