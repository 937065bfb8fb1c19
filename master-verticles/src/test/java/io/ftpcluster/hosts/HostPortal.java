package io.ftpcluster.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ftpcluster.testing.BootedHost;
import io.ftpcluster.testing.FreePorts;
import io.ftpcluster.testing.PortalClient.Answer;
import io.ftpcluster.testing.PortalClient;
import io.ftpcluster.testing.PortalProcess;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;

/** A portal in a process of its own that booted hosts reach, and its admin. */
final class HostPortal implements AutoCloseable {

    /** Of this machine, on the bridge of the hosts. */
    private static final String ADDRESS = "10.78.0.1";
    private static final String PASSWORD = "admin's passphrase";
    private static final String USER_PASSWORD = "a user's passphrase";
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private final Path data;
    private final Map<String, String> more;
    private final CountDownLatch goingOn = new CountDownLatch(1);
    private final int port = FreePorts.one();
    private PortalProcess process;
    private PortalClient client;

    HostPortal(Path data) throws Exception {
        this(data, Map.of());
    }

    /** @param more settings of the portal */
    HostPortal(Path data, Map<String, String> more) throws Exception {
        this.more = more;
        this.data = data;
        start();
    }

    private void start() throws Exception {
        String url = "http://" + ADDRESS + ":" + port;
        Map<String, String> settings = new HashMap<>(more);
        settings.putAll(
                Map.of("FTPCLUSTER_ADMIN_PASSWORD", PASSWORD, "FTPCLUSTER_HTTP_HOST", ADDRESS, "MASTER_URL", url));
        process = PortalProcess.start(settings, "master", "--port", Integer.toString(port), "--data", data.toString());
        process.awaitReady();
        client = new PortalClient(URI.create(url));
    }

    /** As when its machine loses its power; and starts again. */
    void killAndRestart() throws Exception {
        process.kill();
        client.close();
        start();
    }

    PortalProcess process() {
        return process;
    }

    Answer asAdmin(String method, String path, JsonObject body) throws IOException, InterruptedException {
        PortalClient.Call call = client.call(method, path).basic("admin", PASSWORD).accept("application/json");
        return (body == null ? call : call.json(body)).send();
    }

    private JsonObject asked(int status, String method, String path, JsonObject body) throws Exception {
        Answer answer = asAdmin(method, path, body);
        assertEquals(status, answer.status(), answer::text);
        return answer.json();
    }

    /** Registers it, by its name. */
    void register(BootedHost host) throws Exception {
        asked(201, "POST", "/servers", new JsonObject().put("alias", host.name()).put("host", host.address()));
    }

    /** The line to paste. */
    String command(BootedHost host) throws Exception {
        return asked(201, "POST", "/servers/" + host.name() + "/enrolment", null).getString("command");
    }

    byte[] bundle(BootedHost host) throws Exception {
        Answer answer = asAdmin("GET", "/servers/" + host.name() + "/bundle", null);
        assertEquals(200, answer.status(), answer::text);
        return answer.bytes();
    }

    /** Returns what it answers; without a fingerprint it tells that of the host. */
    Answer provision(BootedHost host, JsonObject login) throws Exception {
        return provision(host, login, "provision");
    }

    private Answer provision(BootedHost host, JsonObject login, String what) throws Exception {
        return asAdmin("POST", "/servers/" + host.name() + "/" + what, login.copy().put("ssh_host", host.address()));
    }

    /** Confirms the key that is there, and returns the job's id. */
    String begin(BootedHost host, JsonObject login) throws Exception {
        return begin(host, login, "provision");
    }

    /** @param what provision or deprovision */
    String begin(BootedHost host, JsonObject login, String what) throws Exception {
        Answer asked = provision(host, login, what);
        assertEquals(409, asked.status(), asked::text);
        String fingerprint = asked.json().getString("host_key_fingerprint");
        Answer begun = provision(host, login.copy().put("host_key_fingerprint", fingerprint), what);
        assertEquals(202, begun.status(), begun::text);
        return begun.json().getString("job_id");
    }

    JsonObject job(String id) throws Exception {
        return asked(200, "GET", "/jobs/" + id, null);
    }

    /** Waits until it is as wanted. */
    JsonObject awaitJob(String id, Predicate<JsonObject> wanted) throws Exception {
        return await(() -> job(id), wanted);
    }

    JsonObject awaitEnd(String id) throws Exception {
        return awaitJob(id, job -> !job.getString("state").equals("running"));
    }

    static JsonObject step(JsonObject job, String name) {
        return steps(job).stream().filter(step -> step.getString("name").equals(name)).findFirst().orElseThrow();
    }

    static List<JsonObject> steps(JsonObject job) {
        return job.getJsonArray("steps").stream().map(JsonObject.class::cast).toList();
    }

    /** On the dashboard. */
    void awaitGreen(BootedHost host) throws Exception {
        await(() -> asked(200, "GET", "/fleet", null).getJsonArray("servers")
                .stream()
                .map(JsonObject.class::cast)
                .filter(server -> server.getString("alias").equals(host.name()))
                .findFirst()
                .orElse(new JsonObject().put("state", "not listed")),
                server -> "live".equals(server.getString("state")));
    }

    void addUser(String username) throws Exception {
        asked(201, "POST", "/users",
                new JsonObject().put("username", username).put("password", USER_PASSWORD).put("role", "user"));
    }

    /** Returns the permission's id; the server makes the account. */
    String grant(String username, BootedHost host) throws Exception {
        return asked(201, "POST", "/permissions",
                new JsonObject().put("user_id", username).put("server_id", host.name())).getString("id");
    }

    JsonObject awaitAccount(BootedHost host, String name, String state) throws Exception {
        return await(() -> asked(200, "GET", "/servers/" + host.name() + "/accounts", null).getJsonArray("accounts")
                .stream()
                .map(JsonObject.class::cast)
                .filter(account -> account.getString("name").equals(name))
                .findFirst()
                .orElse(new JsonObject()), account -> state.equals(account.getString("state")));
    }

    /** A file goes in and comes out again, as a user whose account the server makes. */
    void assertServes(String username, BootedHost host) throws Exception {
        addUser(username);
        grant(username, host);
        awaitAccount(host, username, "working");
        String path = "/ftp/" + username + "/" + host.name() + "/hello.txt";
        Answer put = client.call("PUT", path).basic(username, USER_PASSWORD).body("text/plain", "hello").send();
        assertEquals(201, put.status(), put::text);
        assertEquals("hello", client.get(path).basic(username, USER_PASSWORD).send().text());
        assertEquals("hello", host.shell("cat /home/" + username + "/hello.txt"));
    }

    /** Reads the beginning of a file, and all of it after {@link #goOn}. */
    CompletableFuture<byte[]> slowDownload(String username, BootedHost host, String name) throws Exception {
        HttpResponse<InputStream> answer = client.get("/ftp/" + username + "/" + host.name() + "/" + name)
                .basic(username, USER_PASSWORD)
                .open();
        assertEquals(200, answer.statusCode());
        return CompletableFuture.supplyAsync(() -> {
            try (InputStream in = answer.body()) {
                ByteArrayOutputStream all = new ByteArrayOutputStream();
                all.writeBytes(in.readNBytes(1 << 20));
                goingOn.await();
                in.transferTo(all);
                return all.toByteArray();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    void goOn() {
        goingOn.countDown();
    }

    interface Look<T> {
        T at() throws Exception;
    }

    static JsonObject await(Look<JsonObject> look, Predicate<JsonObject> wanted) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        JsonObject seen = look.at();
        while (!wanted.test(seen)) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("it did not happen; last it was " + seen.encode());
            }
            Thread.sleep(BETWEEN_LOOKS.toMillis());
            seen = look.at();
        }
        return seen;
    }

    @Override
    public void close() {
        process.close();
        client.close();
    }
}
