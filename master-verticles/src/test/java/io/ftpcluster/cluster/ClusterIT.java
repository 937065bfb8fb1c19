package io.ftpcluster.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.AgentProcess;
import io.ftpcluster.testing.PortalClient.Answer;
import io.ftpcluster.testing.PortalClient;
import io.ftpcluster.testing.PostgreSql;
import io.ftpcluster.testing.Visitor.Failure;
import io.ftpcluster.testing.Vsftpd;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three masters, HAProxy, PostgreSQL, vsftpd and agents; bench/cluster-faults.sh does worse to them, and for longer. */
class ClusterIT {

    /** More than all sockets on the way hold. */
    private static final int FILE_BYTES = 64 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern LINKS = Pattern.compile("^ftpcluster_agent_links(?:\\{.*})? ([0-9.]+)",
            Pattern.MULTILINE);

    @TempDir
    static Path directory;

    private static ClusterNodes nodes;
    private static Vsftpd ftp;
    private static byte[] content;
    private static String admin;
    private static final List<AgentProcess> AGENTS = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        ftp = new Vsftpd(Files.createDirectory(directory.resolve("ftp")), FtpSecurity.NONE);
        content = new byte[FILE_BYTES];
        new Random(7).nextBytes(content);
        Files.write(ftp.home().resolve("large"), content);
        ftp.own(ftp.home());
        nodes = new ClusterNodes(directory, PostgreSql.shared().database()).startAll();
        try (PortalClient client = nodes.client()) {
            admin = client.login("admin", ClusterNodes.PASSWORD);
            JsonObject server = post(client, "/servers",
                    new JsonObject().put("alias", "one")
                            .put("host", "127.0.0.1")
                            .put("ftp_port", ftp.port())
                            .put("ftp_security", "none"));
            post(client, "/permissions",
                    new JsonObject().put("user_id", "admin")
                            .put("server_id", "one")
                            .put("ftp_username", ftp.user())
                            .put("user_pass", ftp.password()));
            startAgent("one", server.getString("agent_token"));
            startAgent("two",
                    post(client, "/servers",
                            new JsonObject().put("alias", "two").put("host", "127.0.0.1").put("ftp_port", 1))
                            .getString("agent_token"));
        }
        awaitLinks(nodes.all(), PATIENCE);
    }

    private static JsonObject post(PortalClient client, String path, JsonObject body)
            throws IOException, InterruptedException {
        Answer answer = client.post(path).bearer(admin).json(body).send();
        assertEquals(201, answer.status(), answer.text());
        return answer.json();
    }

    private static void startAgent(String alias, String token) throws IOException {
        AGENTS.add(AgentProcess.start(directory.resolve(alias + ".env"),
                Map.of("MASTER_URL", nodes.balancer().url().toString(), "AGENT_TOKEN", token, "AGENT_TLS_FINGERPRINT",
                        nodes.balancer().fingerprint())));
    }

    @AfterAll
    static void stop() {
        AGENTS.forEach(AgentProcess::close);
        if (nodes != null) {
            nodes.close();
        }
        ftp.close();
    }

    @Test
    void whoLoggedInOnOneNodeIsKnownOnAll() throws Exception {
        String token;
        try (PortalClient first = nodes.client(1)) {
            token = first.login("admin", ClusterNodes.PASSWORD);
        }
        for (int node : nodes.all()) {
            assertEquals(200, me(node, token), "node" + node);
        }
    }

    @Test
    void aKilledNodeTakesOnlyWhatWasInFlightOnIt() throws Exception {
        int victim = withAnAgent();
        try (LightLoad load = new LightLoad(nodes.client(), admin, "killed");
                PortalClient there = nodes.client(victim);
                PortalClient balanced = nodes.client()) {
            HttpResponse<InputStream> cut = there.get("/ftp/admin/one/large").bearer(admin).open();
            byte[] begin = cut.body().readNBytes(1 << 20);
            nodes.process(victim).kill();
            long killed = System.nanoTime();

            awaitLinks(others(victim), PATIENCE);
            // 5 s are promised on a machine that isn't busy with other tests; the benchmark of faults looks at that.
            System.out.println(
                    "Agents were back after " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - killed) + " ms");
            Answer rest = balanced.get("/ftp/admin/one/large")
                    .bearer(admin)
                    .header("Range", "bytes=" + begin.length + "-")
                    .header("If-Range", cut.headers().firstValue("etag").orElseThrow())
                    .send();
            assertEquals(206, rest.status(), rest.header("Content-Range"));
            assertArrayEquals(Arrays.copyOfRange(content, begin.length, FILE_BYTES), rest.bytes());
            for (int node : others(victim)) {
                assertEquals(200, me(node, admin), "node" + node);
            }
            nodes.startAgain(victim);
            List<Failure> later = load.failures()
                    .stream()
                    .filter(failure -> failure.begunNanos() - killed > 0)
                    .toList();
            assertEquals(List.of(), later);
            assertTrue(load.answers() > 0);
            usersAreOnAllNodes(load.users());
        }
    }

    @Test
    void aRollingRestartFailsNothing() throws Exception {
        try (LightLoad load = new LightLoad(nodes.client(), admin, "rolled")) {
            for (int node : nodes.all()) {
                nodes.process(node).terminate();
                assertEquals(0, nodes.process(node).awaitExit(), () -> nodes.process(node).errors().toString());
                nodes.startAgain(node);
            }
            assertEquals(List.of(), load.failures());
            assertTrue(load.answers() > 0);
            usersAreOnAllNodes(load.users());
        }
        awaitLinks(nodes.all(), PATIENCE);
    }

    private static void usersAreOnAllNodes(List<String> names) throws IOException, InterruptedException {
        for (int node : nodes.all()) {
            try (PortalClient client = nodes.client(node)) {
                List<String> there = client.get("/users")
                        .bearer(admin)
                        .accept("application/json")
                        .send()
                        .json()
                        .getJsonArray("users")
                        .stream()
                        .map(user -> ((JsonObject) user).getString("username"))
                        .toList();
                assertEquals(List.of(), names.stream().filter(name -> !there.contains(name)).toList(), "node" + node);
            }
        }
    }

    private static int me(int node, String token) throws IOException, InterruptedException {
        try (PortalClient client = nodes.client(node)) {
            return client.get("/me").bearer(token).accept("application/json").send().status();
        }
    }

    private static List<Integer> others(int victim) {
        return nodes.all().stream().filter(node -> node != victim).toList();
    }

    private static int withAnAgent() throws IOException, InterruptedException {
        for (int node : nodes.all()) {
            if (links(node) > 0) {
                return node;
            }
        }
        throw new AssertionError("no node holds a link");
    }

    private static int links(int node) throws IOException, InterruptedException {
        try (PortalClient client = nodes.client(node)) {
            Matcher line = LINKS.matcher(client.get("/metrics").bearer(admin).send().text());
            return line.find() ? (int) Double.parseDouble(line.group(1)) : 0;
        }
    }

    /** Until these nodes hold the links of all agents, and none twice. */
    private static void awaitLinks(List<Integer> living, Duration limit) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        int held = 0;
        do {
            held = 0;
            for (int node : living) {
                held += links(node);
            }
            if (held == AGENTS.size()) {
                return;
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        } while (System.nanoTime() - deadline < 0);
        throw new AssertionError(held + " links of " + AGENTS.size() + " agents after " + limit);
    }
}
