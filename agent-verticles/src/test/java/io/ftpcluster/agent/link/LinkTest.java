package io.ftpcluster.agent.link;

import static io.ftpcluster.agent.link.Samples.sample;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.agent.Log;
import io.ftpcluster.agent.config.Endpoint;
import io.ftpcluster.agent.net.Dialer;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.frames.Answer;
import io.ftpcluster.frames.Hello;
import io.ftpcluster.frames.History;
import io.ftpcluster.frames.Protocol;
import io.ftpcluster.frames.Request;
import io.ftpcluster.frames.Sample;
import io.ftpcluster.frames.Settings;
import io.ftpcluster.frames.Stored;
import io.ftpcluster.frames.Telemetry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LinkTest {

    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofSeconds(30);
    private static Vertx vertx;

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final Backlog backlog = new Backlog();
    private final BlockingQueue<Integer> changes = new LinkedBlockingQueue<>();
    private FakePortal portal;
    private Link link;

    @BeforeAll
    static void startVertx() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopVertx() {
        vertx.close().await();
    }

    @BeforeEach
    void startPortal() throws Exception {
        portal = new FakePortal(vertx, 0, new HttpServerOptions());
    }

    @AfterEach
    void stop() throws Exception {
        if (link != null) {
            link.stop();
        }
        portal.close();
    }

    /** A link that pings and tries again after 20 ms, but after half a minute when it was refused. */
    private void link(String token, String fingerprint, Duration pingAfter, Endpoint... masters) {
        Timings timings = new Timings(SHORT, SHORT, LONG, LONG, SHORT, LONG, pingAfter);
        Dialer dialer = new Dialer(new Secret(token), "test", fingerprint);
        Hello hello = new Hello(1, "test", null, System.currentTimeMillis(), null, null, null, null, List.of(), null,
                null);
        link = new Link(List.of(masters), dialer, () -> hello, backlog, timings, new Log(new PrintStream(log, true,
                StandardCharsets.UTF_8)), () -> changes.add(link.intervalSeconds()));
        link.start();
    }

    private void link() {
        link(FakePortal.TOKEN, null, LONG, portal.endpoint(false));
    }

    private void awaitWelcome() throws InterruptedException {
        assertNotNull(changes.poll(10, TimeUnit.SECONDS), "no welcome");
    }

    private void awaitLog(String text) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!log.toString(StandardCharsets.UTF_8).contains(text)) {
            assertTrue(System.nanoTime() < end, () -> text + " isn't in " + log.toString(StandardCharsets.UTF_8));
            Thread.onSpinWait();
        }
    }

    @Test
    void aHelloIsWelcomedAndSamplesFollow() throws Exception {
        assertFalse(new Backlog().stored(1));
        link();
        assertEquals("test", portal.next(Hello.class).agentVersion());
        awaitWelcome();

        Sample sample = sample(5, 5, 1.0, 2);
        assertTrue(link.send(sample));

        assertEquals(sample, portal.next(Telemetry.class).sample());
        assertEquals(Protocol.SUBPROTOCOL, portal.nextLink().subProtocol());
    }

    @Test
    void nothingIsSentBeforeTheWelcome() throws Exception {
        portal.welcomeNobody();
        link();
        portal.next(Hello.class);

        assertFalse(link.send(sample(5, 5, 1.0, 2)));
    }

    @Test
    void thePortalSetsTheInterval() throws Exception {
        link();
        assertEquals(1, changes.poll(10, TimeUnit.SECONDS));
        portal.send(new Settings(30));

        assertEquals(30, changes.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void requestsAreAnswered() throws Exception {
        link();
        awaitWelcome();
        portal.send(new Request("1", "ping", Map.of()));
        portal.send(new Request("2", "dance", Map.of()));

        assertEquals(new Answer("1", null, Map.of()), portal.next(Answer.class));
        Answer second = portal.next(Answer.class);
        assertEquals("2", second.id());
        assertNotNull(second.error());
    }

    @Test
    void aFrameThatIsNotUnderstoodIsPassedOver() throws Exception {
        link();
        awaitWelcome();
        portal.nextLink().writeTextMessage("{\"type\":\"of next year\"}");
        portal.send(new Request("1", "ping", Map.of()));

        assertEquals("1", portal.next(Answer.class).id());
    }

    @Test
    void aPortalThatVanishedIsFoundAgain() throws Exception {
        link();
        awaitWelcome();
        int port = portal.port();
        portal.close();
        portal = new FakePortal(vertx, port, new HttpServerOptions());

        portal.next(Hello.class);
        awaitWelcome();
    }

    @Test
    void theMastersAreTriedInTurn() throws Exception {
        FakePortal gone = new FakePortal(vertx, 0, new HttpServerOptions());
        Endpoint dead = gone.endpoint(false);
        gone.close();
        link(FakePortal.TOKEN, null, LONG, dead, portal.endpoint(false));

        portal.next(Hello.class);
        portal.end(1011);
        portal.nextClose();
        portal.next(Hello.class);
    }

    @Test
    void aPortalThatStopsIsFollowed() throws Exception {
        link();
        awaitWelcome();
        portal.end(Protocol.Close.GOING_AWAY.code());

        awaitWelcome();
        awaitLog("1001");
    }

    @Test
    void whoIsRefusedDoesNotComeBackSoon() throws Exception {
        link("fca_wrong", null, LONG, portal.endpoint(false));
        awaitLog("refused with HTTP status 401");
        link.stop();

        assertFalse(log.toString(StandardCharsets.UTF_8).contains("fca_wrong"));
        assertEquals(1, log.toString(StandardCharsets.UTF_8).lines().count());
    }

    @Test
    void aSilentPortalIsPingedAndThenGivenUp() throws Exception {
        link(FakePortal.TOKEN, null, Duration.ofMillis(100), portal.endpoint(false));
        awaitWelcome();
        portal.nextLink().pause();

        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!log.toString(StandardCharsets.UTF_8).contains("silent for") && System.nanoTime() < end) {
            link.check();
        }
        awaitLog("silent for");
    }

    @Test
    void aPortalThatAnswersPingsIsKept() throws Exception {
        link(FakePortal.TOKEN, null, Duration.ofMillis(100), portal.endpoint(false));
        awaitWelcome();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        while (System.nanoTime() < end) {
            link.check();
        }

        assertTrue(link.send(sample(1, 1, 1.0, 1)));
        portal.next(Telemetry.class);
        assertNull(changes.poll());
    }

    @Test
    void whatWasKeptIsHandedOverExactlyOnce() throws Exception {
        for (int i = 1; i <= 130; i++) {
            backlog.add(sample(1, 60, 1.0, i), TimeUnit.SECONDS.toNanos(60L * i) - TimeUnit.DAYS.toNanos(1));
        }
        link();
        List<Integer> received = sessions(portal.next(History.class));
        // The portal got it, but the link breaks before it can say so: the same comes again.
        portal.end(1011);
        portal.nextClose();
        assertEquals(received, sessions(portal.next(History.class)));
        portal.send(new Stored(Long.MAX_VALUE));
        while (received.size() < 130) {
            received.addAll(sessions(portal.next(History.class)));
            portal.send(new Stored(Long.MAX_VALUE));
        }

        assertEquals(IntStream.rangeClosed(1, 130).boxed().toList(), received);
        portal.send(new Request("last", "ping", Map.of()));
        portal.next(Answer.class);
        assertEquals(0, backlog.size());
    }

    @Test
    void manyNamesMakeSmallerHistories() throws Exception {
        Map<String, Integer> users = new HashMap<>();
        for (int i = 0; i < 200; i++) {
            users.put("a-user-with-a-rather-long-name-" + i, 1);
        }
        Sample base = sample(1, 60, 1.0, 1);
        for (int i = 0; i < 60; i++) {
            backlog.add(new Sample(1, 60, 1.0, 1L, 1.0, 1.0, 1L, 1.0, 1L, 1.0, 1.0, 1.0, 1L, 1, users, base
                    .ftpState()), TimeUnit.SECONDS.toNanos(60L * i) - TimeUnit.DAYS.toNanos(1));
        }
        link();

        assertEquals(7, portal.next(History.class).samples().size());
    }

    @Test
    void samplesThatThePortalRefusesAreNotSentForEver() throws Exception {
        backlog.add(sample(1, 60, 1.0, 1), System.nanoTime());
        link();
        portal.next(History.class);
        portal.end(Protocol.Close.BAD_FRAME.code());

        awaitLog("dropped");
        assertEquals(0, backlog.size());
    }

    @Test
    void whoStopsSaysSo() throws Exception {
        link();
        awaitWelcome();
        link.stop();

        assertEquals(1001, portal.nextClose());
    }

    @Test
    void theCertificateIsPinned(@TempDir Path folder) throws Exception {
        try (FakePortal secure = secure(folder)) {
            link(FakePortal.TOKEN, fingerprint(folder.resolve("cert.pem")), LONG, secure.endpoint(true));

            secure.next(Hello.class);
            awaitWelcome();
        }
    }

    @Test
    void anotherCertificateIsNotTrusted(@TempDir Path folder) throws Exception {
        try (FakePortal secure = secure(folder)) {
            link(FakePortal.TOKEN, "ab".repeat(32), LONG, secure.endpoint(true));
            awaitLog("another certificate than AGENT_TLS_FINGERPRINT");
            link.stop();

            link(FakePortal.TOKEN, null, LONG, secure.endpoint(true));
            awaitLog("certification path");
        }
    }

    /** With a certificate of its own making for another name. */
    private static FakePortal secure(Path folder) throws Exception {
        Process openssl = new ProcessBuilder("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj",
                "/CN=elsewhere.example", "-days", "1", "-keyout", "key.pem", "-out", "cert.pem").directory(
                        folder
                                .toFile())
                .redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
        assertEquals(0, openssl.waitFor(), () -> "openssl failed, see " + folder);
        return new FakePortal(vertx, 0, new HttpServerOptions().setSsl(true).setKeyCertOptions(new PemKeyCertOptions()
                .setCertPath(folder.resolve("cert.pem").toString()).setKeyPath(folder.resolve("key.pem")
                        .toString())));
    }

    private static List<Integer> sessions(History history) {
        return new ArrayList<>(history.samples().stream().map(Sample::ftpSessions).toList());
    }

    private static String fingerprint(Path pem) throws Exception {
        try (var in = Files.newInputStream(pem)) {
            byte[] der = CertificateFactory.getInstance("X.509").generateCertificate(in).getEncoded();
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der));
        }
    }
}
