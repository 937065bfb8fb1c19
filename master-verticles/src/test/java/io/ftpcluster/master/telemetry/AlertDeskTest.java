package io.ftpcluster.master.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.messages.Alerts;
import io.ftpcluster.messages.Alerts.Alert;
import io.ftpcluster.messages.Messages;
import io.ftpcluster.testing.LogCapture;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Alerts go to a real HTTP server and a real SMTP conversation. */
class AlertDeskTest {

    private static final String TOKEN = "T0KEN-in-the-path";
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx, Messages.addresses(), Messages.topics());
    private final Context context = vertx.getOrCreateContext();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final BlockingQueue<JsonObject> posts = new LinkedBlockingQueue<>();
    private final BlockingQueue<Alert> stored = new LinkedBlockingQueue<>();
    /** What the webhook answers, then 204. */
    private final Queue<Integer> statuses = new ConcurrentLinkedQueue<>();
    private HttpServer webhook;

    @BeforeEach
    void listen() throws Exception {
        webhook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        webhook.createContext("/" + TOKEN, this::receive);
        webhook.start();
        bus.answer(Alerts.STORE, alert -> {
            stored.add(alert);
            return Done.DONE;
        }).await(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
        webhook.stop(0);
    }

    private void receive(HttpExchange exchange) throws IOException {
        JsonObject body = new JsonObject(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        posts.add(body.put("type", exchange.getRequestHeaders().getFirst("Content-Type"))
                .put("method", exchange.getRequestMethod()));
        Integer status = statuses.poll();
        exchange.sendResponseHeaders(status == null ? 204 : status, -1);
        exchange.close();
    }

    private Secret url() {
        return new Secret("http://127.0.0.1:" + webhook.getAddress().getPort() + "/" + TOKEN);
    }

    private AlertDesk desk(Optional<Secret> url, Optional<Config.Mail> mail) {
        return new AlertDesk(vertx, bus,
                new Config.Telemetry(Duration.ofSeconds(5), url, mail,
                        Optional.of(URI.create("https://portal.example"))),
                "west",
                () -> true, new Meters(metrics));
    }

    private static Alert alert(String id, Instant endedAt) {
        return new Alert(id, "7", "alpha", Alerts.Kind.DISK_FULL, "The file system of / is 91 % full.", NOON, endedAt);
    }

    private void take(AlertDesk desk, Alert... alerts) {
        context.runOnContext(now -> List.of(alerts).forEach(desk::take));
    }

    @Test
    void allOfOneMomentGoInOnePost() throws Exception {
        AlertDesk desk = desk(Optional.of(url()), Optional.empty());
        take(desk, alert("a", null), alert("b", null), alert("a", NOON.plusSeconds(60)));
        JsonObject post = posts.poll(10, TimeUnit.SECONDS);
        assertNotNull(post);
        assertEquals("POST application/json west", post.getString("method") + " " + post.getString("type") + " " + post
                .getString("node"));
        JsonArray alerts = post.getJsonArray("alerts");
        assertEquals(List.of("a raised", "b raised", "a ended"), alerts.stream().map(JsonObject.class::cast).map(
                alert -> alert.getString("id") + " " + alert.getString("state")).toList());
        assertEquals(new JsonObject().put("id", "a").put("server_id", "7").put("alias", "alpha")
                .put("kind", "disk_full").put("state", "ended").put("text", "The file system of / is 91 % full.")
                .put("raised_at", "2026-03-01T12:00:00Z").put("ended_at", "2026-03-01T12:01:00Z")
                .put("url", "https://portal.example/servers/7"),
                alerts
                        .getJsonObject(2));
        assertTrue(post.getString("text").startsWith("alpha: disk almost full. The file system of / is 91 % full.\n"),
                post
                        .getString("text"));
        assertTrue(post.getString("text").endsWith("\nalpha: no longer disk almost full after 1 min."), post
                .getString("text"));
        assertEquals("https://portal.example/alerts", post.getString("url"));
        assertEquals(NOON.plusSeconds(60), stored.poll(10, TimeUnit.SECONDS).endedAt(), "the newest of each is stored");
        assertEquals("b", stored.poll(10, TimeUnit.SECONDS).id());
        assertEquals(2, metrics.get("ftpcluster.alerts.raised").tag("kind", "disk_full").counter().count());
    }

    @Test
    void aWebhookThatFailsIsTriedThreeTimesAndItsUrlIsNeverLogged() throws Exception {
        statuses.addAll(List.of(500, 302, 404));
        LogCapture log = new LogCapture();
        try {
            AlertDesk desk = desk(Optional.of(url()), Optional.empty());
            take(desk, alert("a", null));
            for (int i = 0; i < 3; i++) {
                assertEquals("a", posts.poll(10, TimeUnit.SECONDS).getJsonArray("alerts").getJsonObject(0).getString(
                        "id"));
            }
            take(desk, alert("b", null));
            JsonArray next = posts.poll(10, TimeUnit.SECONDS).getJsonArray("alerts");
            assertEquals(1, next.size());
            assertEquals("b", next.getJsonObject(0).getString("id"));
            assertEquals(1, metrics.get("ftpcluster.telemetry.dropped").tag("queue", "webhook").counter().count());
            assertTrue(log.lines().stream().anyMatch(line -> line.contains("it answered with status 500")), log.lines()
                    .toString());
            assertFalse(log.lines().toString().contains(TOKEN), log.lines().toString());
        } finally {
            log.close();
        }
    }

    @Test
    void aWebhookThatIsNotThereIsOnlyLogged() throws Exception {
        webhook.stop(0);
        LogCapture log = new LogCapture();
        try {
            AlertDesk desk = desk(Optional.of(url()), Optional.empty());
            take(desk, alert("a", null));
            assertEquals("a", stored.poll(10, TimeUnit.SECONDS).id());
            desk.drain(Duration.ofSeconds(20)).await(30, TimeUnit.SECONDS);
            assertTrue(log.lines().stream().anyMatch(line -> line.contains("given up after 3 tries")), log.lines()
                    .toString());
            assertFalse(log.lines().toString().contains(TOKEN), log.lines().toString());
        } finally {
            log.close();
        }
    }

    @Test
    void mailGoesToAllWithTheLogin() throws Exception {
        try (SmtpServer smtp = new SmtpServer()) {
            AlertDesk desk = desk(Optional.empty(), Optional.of(mail(smtp.port(), "s3cret")));
            take(desk, alert("a", null), alert("b", null));
            SmtpServer.Received received = smtp.next();
            assertEquals("portal@example.org", received.from());
            assertEquals(List.of("ops@example.org", "root@example.org"), received.to());
            assertTrue(received.text().contains("Subject: [FTPCluster] alpha: disk almost full."), received.text());
            assertTrue(received.text().contains("\nSince 2026-03-01 12:00:00 UTC.\nhttps://portal.example/servers/7\n"),
                    received.text());
            assertTrue(received.text().contains("\nAuto-Submitted: auto-generated\n"), received.text());
            assertTrue(received.text().contains("\nFTPCluster, node west\n"), received.text());
        }
    }

    @Test
    void aMailServerThatRefusesTheLoginIsLoggedWithoutThePassword() throws Exception {
        LogCapture log = new LogCapture();
        try (SmtpServer smtp = new SmtpServer()) {
            AlertDesk desk = desk(Optional.empty(), Optional.of(mail(smtp.port(), "wrong-s3cret")));
            take(desk, alert("a", null));
            assertEquals("a", stored.poll(10, TimeUnit.SECONDS).id());
            desk.drain(Duration.ofSeconds(20)).await(30, TimeUnit.SECONDS);
            assertEquals(1, metrics.get("ftpcluster.telemetry.dropped").tag("queue", "mail").counter().count());
            assertTrue(log.lines().stream().anyMatch(line -> line.contains("535 wrong")), log.lines().toString());
            assertFalse(log.lines().toString().contains("wrong-s3cret"), log.lines().toString());
        } finally {
            log.close();
        }
    }

    private static Config.Mail mail(int port, String password) {
        return new Config.Mail(List.of("ops@example.org", "root@example.org"), "portal@example.org", new Config.Smtp(
                "127.0.0.1", port, false, Optional.of("portal"), Optional.of(new Secret(password))));
    }
}
