package io.ftpcluster.master.telemetry.alerts;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.leadership.Leadership;
import io.ftpcluster.master.persistence.PersistenceVerticle;
import io.ftpcluster.master.persistence.sql.Database;
import io.ftpcluster.master.secrets.Fernet;
import io.ftpcluster.master.telemetry.metrics.Meters;
import io.ftpcluster.messages.Alerts.Alert;
import io.ftpcluster.messages.Alerts;
import io.ftpcluster.messages.Leases.Token;
import io.ftpcluster.messages.Leases;
import io.ftpcluster.messages.Messages;
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
import java.net.URI;
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
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A webhook, a database, and nodes that raise and tell alerts, by turns or both at once. */
final class AlertRig implements AutoCloseable {

    static final String TOKEN = "T0KEN-in-the-path";
    private static final Secret KEY = new Secret("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx, Messages.addresses(), Messages.topics());
    private final Context context = vertx.getOrCreateContext();
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final BlockingQueue<JsonObject> posts = new LinkedBlockingQueue<>();
    /** What the webhook answers, then 204. */
    final Queue<Integer> statuses = new ConcurrentLinkedQueue<>();
    /** What happens while the webhook has a post and hasn't answered. */
    volatile Runnable onPost = () -> {};
    private HttpServer webhook;
    private Database database;

    AlertRig(Path dir) throws Exception {
        startWebhook();
        database = Database.prepare(new Config.Database(Optional.empty(), Optional.empty(), Optional.empty()), dir)
                .open(vertx, false);
        Clock clock = Clock.fixed(NOON, ZoneOffset.UTC);
        vertx.deployVerticle(() -> new PersistenceVerticle(bus, database, new Fernet(KEY), clock),
                new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD)).await(20, TimeUnit.SECONDS);
    }

    void startWebhook() throws IOException {
        webhook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        webhook.createContext("/" + TOKEN, this::receive);
        webhook.start();
    }

    void stopWebhook() {
        webhook.stop(0);
    }

    @Override
    public void close() throws TimeoutException {
        webhook.stop(0);
        database.close().await(20, TimeUnit.SECONDS);
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    /** A node that leads until the test says that it doesn't. */
    final class Leader implements Leadership {
        final AtomicBoolean leads = new AtomicBoolean(true);
        final AtomicInteger refused = new AtomicInteger();
        final AlertDesk desk;
        final Token token;

        Leader(String name, Token token, Optional<Secret> url, Optional<Config.Mail> mail) {
            this.token = token;
            desk = new AlertDesk(vertx, bus, new Config.Telemetry(Duration.ofSeconds(5), url, mail,
                    Optional.of(URI.create("https://portal.example"))), name, this, new Meters(metrics));
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
            Future.future(drained -> context
                    .runOnContext(now -> desk.drain(Duration.ofSeconds(20)).<Object>mapEmpty().onComplete(drained)))
                    .await(60, TimeUnit.SECONDS);
        }
    }

    /** One without a lease. */
    Leader leader(Optional<Secret> url, Optional<Config.Mail> mail) {
        return new Leader("west", Token.NONE, url, mail);
    }

    /** Takes the lease from whoever has it. */
    Token takeOver(String holder) throws Exception {
        Leases.Taken before = bus.request(Leases.TAKE, new Leases.Take("work", holder, 8)).await(20, TimeUnit.SECONDS);
        if (!before.held()) {
            bus.request(Leases.RELEASE, new Leases.Release("work", before.holder())).await(20, TimeUnit.SECONDS);
            before = bus.request(Leases.TAKE, new Leases.Take("work", holder, 8)).await(20, TimeUnit.SECONDS);
        }
        assertTrue(before.held());
        return new Token("work", holder, before.epoch());
    }

    JsonObject post() throws InterruptedException {
        JsonObject post = posts.poll(30, TimeUnit.SECONDS);
        assertNotNull(post, "no post came");
        return post;
    }

    static List<String> events(JsonObject post) {
        return post.getJsonArray("alerts").stream().map(alert -> ((JsonObject) alert).getString("event_id")).toList();
    }

    List<Alert> stored() throws Exception {
        return bus.request(Alerts.LIST, new Alerts.Find(null, false, 10)).await(20, TimeUnit.SECONDS).alerts();
    }

    private void receive(HttpExchange exchange) throws IOException {
        JsonObject body = new JsonObject(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        onPost.run();
        posts.add(body.put("type", exchange.getRequestHeaders().getFirst("Content-Type"))
                .put("method", exchange.getRequestMethod())
                .put("key", exchange.getRequestHeaders().getFirst("Idempotency-Key")));
        Integer status = statuses.poll();
        exchange.sendResponseHeaders(status == null ? 204 : status, -1);
        exchange.close();
    }

    Secret url() {
        return new Secret("http://127.0.0.1:" + webhook.getAddress().getPort() + "/" + TOKEN);
    }

    static Alert alert(String id, Instant endedAt) {
        return new Alert(id, "7", "alpha", Alerts.Kind.DISK_FULL, "The file system of / is 91 % full.", NOON, endedAt);
    }
}
