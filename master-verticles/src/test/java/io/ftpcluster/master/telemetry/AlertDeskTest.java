package io.ftpcluster.master.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.persistence.Database;
import io.ftpcluster.master.persistence.PersistenceVerticle;
import io.ftpcluster.master.secrets.Fernet;
import io.ftpcluster.messages.Alerts;
import io.ftpcluster.messages.Alerts.Alert;
import io.ftpcluster.messages.Leases;
import io.ftpcluster.messages.Leases.Token;
import io.ftpcluster.messages.Mandate;
import io.ftpcluster.messages.Messages;
import io.ftpcluster.testing.LogCapture;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts go to a real HTTP server and a real SMTP conversation. */
class AlertDeskTest {

    private static final String TOKEN = "T0KEN-in-the-path";
    private static final Secret KEY = new Secret("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx, Messages.addresses(), Messages.topics());
    private final Context context = vertx.getOrCreateContext();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final BlockingQueue<JsonObject> posts = new LinkedBlockingQueue<>();
    /** What the webhook answers, then 204. */
    private final Queue<Integer> statuses = new ConcurrentLinkedQueue<>();
    /** What happens while the webhook has a post and hasn't answered. */
    private volatile Runnable onPost = () -> {};
    private HttpServer webhook;
    private Database database;

    @BeforeEach
    void listen(@TempDir Path dir) throws Exception {
        startWebhook();
        database = Database.prepare(new Config.Database(Optional.empty(), Optional.empty(), Optional.empty()), dir)
                .open(vertx, false);
        Clock clock = Clock.fixed(NOON, ZoneOffset.UTC);
        vertx.deployVerticle(() -> new PersistenceVerticle(bus, database, new Fernet(KEY), clock),
                new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD)).await(20, TimeUnit.SECONDS);
    }

    private void startWebhook() throws IOException {
        webhook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        webhook.createContext("/" + TOKEN, this::receive);
        webhook.start();
    }

    @AfterEach
    void close() throws Exception {
        webhook.stop(0);
        database.close().await(20, TimeUnit.SECONDS);
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    /** A node that leads until the test says that it doesn't. */
    private final class Leader implements Mandate {
        final AtomicBoolean leads = new AtomicBoolean(true);
        final AtomicInteger refused = new AtomicInteger();
        final AlertDesk desk;
        final Token token;

        Leader(String name, Token token, Optional<Secret> url, Optional<Config.Mail> mail) {
            this.token = token;
            desk = new AlertDesk(vertx, bus, new Config.Telemetry(Duration.ofSeconds(5), url, mail), name, this,
                    new Meters(metrics));
        }

        @Override
        public Optional<Token> token() {
            return leads.get() ? Optional.of(token) : Optional.empty();
        }

        @Override
        public void lost(Token by) {
            refused.incrementAndGet();
            leads.set(false);
        }

        void take(Alert... alerts) {
            context.runOnContext(now -> List.of(alerts).forEach(desk::take));
        }

        void begin() {
            context.runOnContext(now -> desk.look());
        }

        void drain() throws Exception {
            Future.future(drained -> context.runOnContext(now -> desk.drain(Duration.ofSeconds(20)).<Object>mapEmpty()
                    .onComplete(drained))).await(60, TimeUnit.SECONDS);
        }
    }

    private Leader leader(Optional<Secret> url, Optional<Config.Mail> mail) {
        return new Leader("west", Token.NONE, url, mail);
    }

    /** Takes the lease from whoever has it. */
    private Token takeOver(String holder) throws Exception {
        Leases.Taken before = bus.request(Leases.TAKE, new Leases.Take("work", holder, 8)).await(20, TimeUnit.SECONDS);
        if (!before.held()) {
            bus.request(Leases.RELEASE, new Leases.Release("work", before.holder())).await(20, TimeUnit.SECONDS);
            before = bus.request(Leases.TAKE, new Leases.Take("work", holder, 8)).await(20, TimeUnit.SECONDS);
        }
        assertTrue(before.held());
        return new Token("work", holder, before.epoch());
    }

    private JsonObject post() throws InterruptedException {
        JsonObject post = posts.poll(30, TimeUnit.SECONDS);
        assertNotNull(post, "no post came");
        return post;
    }

    private static List<String> events(JsonObject post) {
        return post.getJsonArray("alerts").stream().map(alert -> ((JsonObject) alert).getString("event_id")).toList();
    }

    private List<Alert> stored() throws Exception {
        return bus.request(Alerts.LIST, new Alerts.Find(null, false, 10)).await(20, TimeUnit.SECONDS).alerts();
    }

    private void receive(HttpExchange exchange) throws IOException {
        JsonObject body = new JsonObject(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        posts.add(body.put("type", exchange.getRequestHeaders().getFirst("Content-Type"))
                .put("method", exchange.getRequestMethod())
                .put("key", exchange.getRequestHeaders().getFirst("Idempotency-Key")));
        onPost.run();
        Integer status = statuses.poll();
        exchange.sendResponseHeaders(status == null ? 204 : status, -1);
        exchange.close();
    }

    private Secret url() {
        return new Secret("http://127.0.0.1:" + webhook.getAddress().getPort() + "/" + TOKEN);
    }

    private static Alert alert(String id, Instant endedAt) {
        return new Alert(id, "7", "alpha", Alerts.Kind.DISK_FULL, "The file system of / is 91 % full.", NOON, endedAt);
    }

    @Test
    void allOfOneMomentGoInOnePost() throws Exception {
        Leader leader = leader(Optional.of(url()), Optional.empty());
        leader.take(alert("a", null), alert("b", null), alert("a", NOON.plusSeconds(60)));
        JsonObject post = post();
        assertEquals("POST application/json west", post.getString("method") + " " + post.getString("type") + " " + post
                .getString("node"));
        assertEquals(List.of("a.raised", "b.raised", "a.ended"), events(post));
        assertEquals(post.getString("key"), post.getString("id"));
        assertEquals(new JsonObject().put("event_id", "a.ended").put("id", "a").put("server_id", "7")
                .put("alias", "alpha").put("kind", "disk_full").put("state", "ended")
                .put("text", "The file system of / is 91 % full.").put("raised_at", "2026-03-01T12:00:00Z")
                .put("ended_at", "2026-03-01T12:01:00Z"), post.getJsonArray("alerts").getJsonObject(2));
        assertTrue(post.getString("text").startsWith("alpha: disk full. The file system of / is 91 % full.\n"), post
                .getString("text"));
        assertEquals(List.of(alert("b", null), alert("a", NOON.plusSeconds(60))), stored());
        leader.drain();
        assertEquals(List.of(), List.copyOf(posts), "each once");
        assertEquals(2, metrics.get("ftpcluster.alerts.raised").tag("kind", "disk_full").counter().count());
    }

    @Test
    void whatTheWebhookRefusesComesAgainWithTheSameIdAndTheNextOnesAfterIt() throws Exception {
        statuses.addAll(List.of(500, 302));
        LogCapture log = new LogCapture();
        try {
            Leader leader = leader(Optional.of(url()), Optional.empty());
            leader.take(alert("a", null));
            JsonObject first = post();
            leader.take(alert("b", null));
            assertEquals(first, post());
            assertEquals(first, post());
            JsonObject next = post();
            assertEquals(List.of("b.raised"), events(next));
            assertNotEquals(first.getString("id"), next.getString("id"));
            leader.drain();
            assertEquals(1, log.lines().stream().filter(line -> line.contains("it answered with status 500")).count(),
                    log.lines().toString());
            assertTrue(log.lines().stream().anyMatch(line -> line.contains("delivered again")), log.lines().toString());
            assertFalse(log.lines().toString().contains(TOKEN), log.lines().toString());
        } finally {
            log.close();
        }
    }

    @Test
    void aWebhookThatIsNotThereIsToldWhenItIs() throws Exception {
        webhook.stop(0);
        LogCapture log = new LogCapture();
        try {
            Leader gone = leader(Optional.of(url()), Optional.empty());
            gone.take(alert("a", null));
            gone.drain();
            assertEquals(List.of(alert("a", null)), stored());
            assertTrue(log.lines().stream().anyMatch(line -> line.contains("can't be delivered now")), log.lines()
                    .toString());
            assertFalse(log.lines().toString().contains(TOKEN), log.lines().toString());
            startWebhook();
            leader(Optional.of(url()), Optional.empty()).begin();
            assertEquals(List.of("a.raised"), events(post()));
        } finally {
            log.close();
        }
    }

    @Test
    void whatALeaderThatDiesHasNotToldIsToldByTheNext() throws Exception {
        statuses.add(500);
        Leader first = new Leader("west", takeOver("w"), Optional.of(url()), Optional.empty());
        onPost = () -> first.leads.set(false);
        first.take(alert("a", null), alert("a", NOON.plusSeconds(60)));
        JsonObject refused = post();
        onPost = () -> {};
        Leader second = new Leader("east", takeOver("e"), Optional.of(url()), Optional.empty());
        second.begin();
        JsonObject told = post();
        assertEquals("east " + events(refused), told.getString("node") + " " + events(told));
        assertEquals(refused.getString("key"), told.getString("key"));
        second.drain();
        assertEquals(List.of(), List.copyOf(posts));
    }

    @Test
    void whatALeaderHasToldAndNotNotedIsToldAgainWithTheSameId() throws Exception {
        Leader first = new Leader("west", takeOver("w"), Optional.of(url()), Optional.empty());
        BlockingQueue<Token> next = new LinkedBlockingQueue<>();
        // As one that is frozen while the webhook answers: it still believes in its lease.
        onPost = () -> {
            try {
                next.add(takeOver("e"));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        };
        first.take(alert("a", null));
        JsonObject taken = post();
        Token token = next.poll(30, TimeUnit.SECONDS);
        assertNotNull(token);
        onPost = () -> {};
        Leader second = new Leader("east", token, Optional.of(url()), Optional.empty());
        second.begin();
        JsonObject again = post();
        assertEquals("east " + taken.getString("key") + " " + events(taken), again.getString("node") + " " + again
                .getString("key") + " " + events(again));
        second.drain();
        first.drain();
        assertEquals(1, first.refused.get(), "the database told it");
        assertEquals(List.of(), List.copyOf(posts));
    }

    @Test
    void mailGoesToAllWithTheLogin() throws Exception {
        try (SmtpServer smtp = new SmtpServer()) {
            leader(Optional.empty(), Optional.of(mail(smtp.port(), "s3cret"))).take(alert("a", null), alert("b", null));
            SmtpServer.Received received = smtp.next();
            assertEquals("portal@example.org", received.from());
            assertEquals(List.of("ops@example.org", "root@example.org"), received.to());
            assertTrue(received.text().contains("Subject: [FTPCluster] alpha: disk full."), received.text());
            assertTrue(received.text().contains("Told by west."), received.text());
        }
    }

    @Test
    void aMailThatIsNotTakenIsSentAgainWithTheSameMessageId() throws Exception {
        LogCapture log = new LogCapture();
        try (SmtpServer smtp = new SmtpServer()) {
            Leader leader = leader(Optional.empty(), Optional.of(mail(smtp.port(), "s3cret")));
            smtp.refuseNext();
            leader.take(alert("a", null));
            SmtpServer.Received refused = smtp.next();
            SmtpServer.Received taken = smtp.next();
            assertEquals(messageId(refused), messageId(taken));
            assertTrue(messageId(taken).endsWith("@example.org>"), messageId(taken));
            leader.take(alert("b", null));
            assertNotEquals(messageId(taken), messageId(smtp.next()));
            assertTrue(log.lines().stream().anyMatch(line -> line.contains("451 later")), log.lines().toString());
        } finally {
            log.close();
        }
    }

    private static String messageId(SmtpServer.Received mail) {
        return mail.text().lines().filter(line -> line.startsWith("Message-ID:")).findFirst().orElseThrow();
    }

    @Test
    void aMailServerThatRefusesTheLoginIsLoggedWithoutThePassword() throws Exception {
        LogCapture log = new LogCapture();
        try (SmtpServer smtp = new SmtpServer()) {
            Leader leader = leader(Optional.empty(), Optional.of(mail(smtp.port(), "wrong-s3cret")));
            leader.take(alert("a", null));
            leader.drain();
            assertEquals(List.of(alert("a", null)), stored());
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
