package io.ftpcluster.fleet;

import io.ftpcluster.testing.FreePorts;
import io.ftpcluster.testing.PortalClient.Answer;
import io.ftpcluster.testing.PortalClient;
import io.ftpcluster.testing.PortalProcess;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** A portal in a process of its own that takes agents from everywhere, and its admin, who looks at the fleet. */
public final class Fleet implements AutoCloseable {

    private static final String PASSWORD = "admin's passphrase";
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    private final Path data;
    private final Duration interval;
    private final Map<String, String> more;
    private PortalProcess portal;
    private URI url;
    private PortalClient client;
    private String session;

    /** A registered server and what its agent proves itself with. */
    record Member(String id, String alias, String token) {}

    /** @param interval in which agents tell what they measure */
    public Fleet(Path data, Duration interval) throws IOException, InterruptedException {
        this(data, interval, Map.of());
    }

    /** @param more settings of the portal */
    Fleet(Path data, Duration interval, Map<String, String> more) throws IOException, InterruptedException {
        this.more = more;
        this.data = data;
        this.interval = interval;
        start(FreePorts.some(1).getFirst());
    }

    private void start(int port) throws IOException, InterruptedException {
        Map<String, String> settings = new HashMap<>(more);
        settings.putAll(Map.of("FTPCLUSTER_ADMIN_PASSWORD", PASSWORD, "FTPCLUSTER_HTTP_HOST", "0.0.0.0",
                "FTPCLUSTER_TELEMETRY_SECONDS", Long.toString(interval.toSeconds())));
        portal = PortalProcess.start(settings, "master", "--port", Integer.toString(port), "--data", data.toString());
        url = URI.create("http://127.0.0.1:" + portal.awaitReady().getPort());
        client = new PortalClient(url);
        session = client.login("admin", PASSWORD);
    }

    /** As when its machine loses its power. */
    void killPortal() throws InterruptedException {
        portal.kill();
        client.close();
    }

    /** At the same address. */
    void restartPortal() throws IOException, InterruptedException {
        start(url.getPort());
    }

    PortalProcess portal() {
        return portal;
    }

    PortalClient client() {
        return client;
    }

    URI url() {
        return url;
    }

    /** The portal as a host beyond this gateway sees it. */
    String urlFrom(String gateway) {
        return "http://" + gateway + ":" + url.getPort();
    }

    Member register(String alias, int ftpPort) throws IOException, InterruptedException {
        Answer answer = client.post("/servers")
                .bearer(session)
                .json(new JsonObject().put("alias", alias)
                        .put("host", "127.0.0.1")
                        .put("ftp_port", ftpPort)
                        .put("ftp_security", "none"))
                .send();
        require(201, answer);
        return new Member(answer.json().getJsonObject("server").getString("id"), alias,
                answer.json().getString("agent_token"));
    }

    Member replaceToken(Member member) throws IOException, InterruptedException {
        Answer answer = client.post("/servers/" + member.id() + "/agent-token").bearer(session).send();
        require(201, answer);
        return new Member(member.id(), member.alias(), answer.json().getString("agent_token"));
    }

    Answer post(Member member, JsonObject telemetry) throws IOException, InterruptedException {
        return client.post("/telemetry").bearer(member.token()).json(telemetry).send();
    }

    /** How the server stands now. */
    JsonObject state(Member member) throws IOException, InterruptedException {
        return find(member).orElseThrow(() -> new AssertionError("no " + member.alias()));
    }

    /** Empty until the fleet has heard that the server was registered. */
    private Optional<JsonObject> find(Member member) throws IOException, InterruptedException {
        Answer answer = client.get("/fleet").bearer(session).accept("application/json").send();
        require(200, answer);
        return objects(answer.json().getJsonArray("servers")).stream()
                .filter(server -> server.getString("id").equals(member.id()))
                .findFirst();
    }

    /** Points of its series, one a minute, whose minute lies within these times. */
    List<JsonObject> minutes(Member member, Instant from, Instant to) throws IOException, InterruptedException {
        Answer answer = client.get("/servers/" + member.id() + "/telemetry?from=" + from + "&to=" + to + "&step=60")
                .bearer(session)
                .accept("application/json")
                .send();
        require(200, answer);
        return objects(answer.json().getJsonArray("points"));
    }

    /** The same, as soon as there are any. */
    List<JsonObject> awaitMinutes(Member member, Duration limit, Instant from, Instant to)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        List<JsonObject> points = minutes(member, from, to);
        while (points.isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            points = minutes(member, from, to);
        }
        return points;
    }

    /** Looks again and again until it is so; fails with what it saw at last. */
    JsonObject await(Member member, Duration limit, Predicate<JsonObject> wanted)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        Optional<JsonObject> seen = find(member);
        while (seen.filter(wanted).isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("after " + limit + ": " + member.alias() + " " + seen);
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            seen = find(member);
        }
        return seen.get();
    }

    JsonObject awaitState(Member member, Duration limit, String wanted) throws IOException, InterruptedException {
        return await(member, limit, server -> server.getString("state").equals(wanted));
    }

    void addUser(String username, String password) throws IOException, InterruptedException {
        require(201, asAdmin("POST", "/users",
                new JsonObject().put("username", username).put("password", password).put("role", "user")));
    }

    /** @param body null for none */
    Answer asAdmin(String method, String path, JsonObject body) throws IOException, InterruptedException {
        PortalClient.Call call = client.call(method, path).bearer(session).accept("application/json");
        return (body == null ? call : call.json(body)).send();
    }

    /** As a browser sees it. */
    Answer page(String path) throws IOException, InterruptedException {
        return client.get(path).bearer(session).accept("text/html").send();
    }

    private Optional<JsonObject> account(Member member, String name) throws IOException, InterruptedException {
        Answer answer = asAdmin("GET", "/servers/" + member.id() + "/accounts", null);
        require(200, answer);
        return objects(answer.json().getJsonArray("accounts")).stream()
                .filter(account -> account.getString("name").equals(name))
                .findFirst();
    }

    /** Something that may have to look at files. */
    interface Look {
        boolean holds(JsonObject account) throws IOException;
    }

    /** Looks again and again until it is so; fails with what it saw at last. */
    JsonObject awaitAccount(Member member, String name, Duration limit, Look wanted)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        Optional<JsonObject> seen = account(member, name);
        while (seen.isEmpty() || !wanted.holds(seen.get())) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("after " + limit + ": " + name + " " + seen);
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            seen = account(member, name);
        }
        return seen.get();
    }

    void awaitRemoved(Member member, String name, Duration limit) throws IOException, InterruptedException {
        awaitAccount(member, name, limit, account -> account.getString("state").equals("removed"));
    }

    private static List<JsonObject> objects(JsonArray array) {
        return array.stream().map(JsonObject.class::cast).toList();
    }

    private static void require(int status, Answer answer) {
        if (answer.status() != status) {
            throw new AssertionError(answer.status() + " " + answer.text());
        }
    }

    /** Milliseconds since then, by the clock that never jumps. */
    static long millisSince(long nanoTime) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanoTime);
    }

    @Override
    public void close() {
        client.close();
        portal.close();
    }
}
