package io.ftpcluster.master.telemetry.links;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.frames.Protocol.Close;
import io.ftpcluster.frames.Protocol;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.telemetry.links.AgentPeer.Received;
import io.ftpcluster.messages.Agents;
import io.ftpcluster.messages.Telemetry;
import io.ftpcluster.testing.Certificate;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a link does for an agent that does everything right. */
class AgentLinkTest {

    private LinkPortal portal;

    @BeforeEach
    void start() throws Exception {
        portal = LinkPortal.start();
    }

    @AfterEach
    void stop() throws Exception {
        portal.close();
    }

    @Test
    void welcomesAndTellsTelemetry() throws Exception {
        try (AgentPeer agent = portal.agent("alpha")) {
            assertTrue(
                    agent.head().toLowerCase(Locale.ROOT).contains("sec-websocket-protocol: " + Protocol.SUBPROTOCOL),
                    agent.head());
            agent.hello("ALPHA");
            JsonObject welcome = agent.frame("welcome");
            assertEquals("alpha", welcome.getString("alias"));
            assertEquals("node-1", welcome.getString("node"));
            assertEquals(5, welcome.getInteger("interval_seconds"));
            assertTrue(Math.abs(System.currentTimeMillis() - welcome.getLong("clock")) < 10_000);
            Telemetry.Linked linked = portal.told(Telemetry.Linked.class);
            assertEquals("id-alpha", linked.serverId());
            assertEquals("box", linked.facts().hostName());
            assertEquals(1, portal.links());
        }
        assertEquals("the connection broke", portal.told(Telemetry.Unlinked.class).reason());
        assertEquals(0, portal.links());
    }

    @Test
    void speaksTlsToo(@TempDir Path dir) throws Exception {
        Certificate certificate = Certificate.create(dir);
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream pem = Files.newInputStream(certificate.pem())) {
            trusted.setCertificateEntry("portal", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        Config.Tls config = new Config.Tls(certificate.pem(), certificate.pem());
        try (LinkPortal secured = LinkPortal.start(LinkPortal.PATIENT, Optional.of(config));
                AgentPeer agent = AgentPeer.connect(tls.getSocketFactory().createSocket("127.0.0.1", secured.port()),
                        secured.token("alpha"))) {
            agent.hello("alpha");
            agent.frame("welcome");
            secured.told(Telemetry.Linked.class);
            agent.send("{}");
            assertEquals(Close.BAD_FRAME.code(), agent.awaitClose().closeCode());
        }
    }

    @Test
    void tellsWhyTheAgentLeft() throws Exception {
        try (AgentPeer agent = portal.linked("alpha")) {
            agent.send(AgentPeer.CLOSE, true, new byte[]{3, (byte) 0xe9, 'b', 'y', 'e'});
            assertEquals("the agent ended the link: bye", portal.told(Telemetry.Unlinked.class).reason());
        }
    }

    @Test
    void wordsOfTheAgentThatTurnOrHideTextAreShownAsTheyAre() throws Exception {
        try (AgentPeer agent = portal.linked("alpha")) {
            byte[] reason = "x\u202Ebye\u2066\n".getBytes(StandardCharsets.UTF_8);
            agent.send(AgentPeer.CLOSE, true,
                    ByteBuffer.allocate(2 + reason.length).putShort((short) 1001).put(reason).array());
            assertEquals("the agent ended the link: x?bye??", portal.told(Telemetry.Unlinked.class).reason());
        }
    }

    @Test
    void reportsLiveSamplesAsOfNow() throws Exception {
        try (AgentPeer agent = portal.agent("alpha")) {
            long before = System.currentTimeMillis();
            agent.hello("alpha", before - 7200_000);
            agent.frame("welcome");
            portal.told(Telemetry.Linked.class);
            agent.telemetry(AgentPeer.sample(before - 7201_000));
            Telemetry.Report report = portal.told(Telemetry.Report.class);
            assertEquals("id-alpha", report.serverId());
            assertEquals(12.5, report.sample().memPercent());
            assertTrue(report.sample().at() >= before, report.toString());
        }
    }

    @Test
    void saysStoredWhenHistoryIsInTheDatabase() throws Exception {
        try (AgentPeer agent = portal.linked("alpha")) {
            long now = System.currentTimeMillis();
            agent.send(history(now - 120_000, now - 60_000));
            assertEquals(2, portal.told(Telemetry.HandOver.class).samples().size());
            assertEquals(now - 60_000, agent.frame("stored").getLong("at"));
        }
    }

    @Test
    void aMessageMayComeInPieces() throws Exception {
        try (AgentPeer agent = portal.agent("alpha")) {
            byte[] hello = ("{\"type\":\"hello\",\"protocol\":1,\"system\":\"Grüße\",\"clock\":"
                    + System.currentTimeMillis() + "}").getBytes(StandardCharsets.UTF_8);
            int middle = new String(hello, StandardCharsets.ISO_8859_1).indexOf("Ã") + 1;
            agent.send(AgentPeer.TEXT, false, Arrays.copyOf(hello, middle));
            agent.send(AgentPeer.PING, true, new byte[]{7});
            assertEquals(AgentPeer.PONG, agent.next().type());
            agent.send(0, true, Arrays.copyOfRange(hello, middle, hello.length));
            agent.frame("welcome");
            assertEquals("Grüße", portal.told(Telemetry.Linked.class).facts().system());
        }
    }

    @Test
    void asksTheAgentAndHandsItsAnswerBack() throws Exception {
        try (AgentPeer agent = portal.linked("alpha", List.of("ping", "explode"))) {
            Future<Agents.Answer> answer = ask("alpha", "ping");
            JsonObject request = agent.frame("request");
            assertEquals("ping", request.getString("action"));
            assertEquals("b", request.getJsonObject("arguments").getString("a"));
            agent.send(new JsonObject().put("type", "answer")
                    .put("id", request.getString("id"))
                    .put("values", new JsonObject().put("x", "y")));
            assertEquals(Map.of("x", "y"), answer.await(30, TimeUnit.SECONDS).values());

            Future<Agents.Answer> refused = ask("alpha", "explode");
            agent.send(new JsonObject().put("type", "answer")
                    .put("id", agent.frame("request").getString("id"))
                    .put("error", "unknown action"));
            assertFails(FailureCode.BACKEND_FAILED, refused);

            Future<Agents.Answer> orphan = portal.bus()
                    .request(Agents.REQUEST,
                            new Agents.Request("id-alpha", "orphan", "ping", Map.of(), 1, null, false));
            agent.frame("request");
            agent.hangUp();
            assertFails(FailureCode.UNAVAILABLE, orphan);
        }
        portal.told(Telemetry.Unlinked.class);
        assertFails(FailureCode.UNAVAILABLE, ask("alpha", "ping"));
    }

    @Test
    void asksAtMostSoMuchAtOnce() throws Exception {
        try (AgentPeer agent = portal.linked("alpha")) {
            List<Future<Agents.Answer>> answers = new ArrayList<>();
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < PendingRequests.MAX; i++) {
                answers.add(ask("alpha", "ping"));
                ids.add(agent.frame("request").getString("id"));
            }
            assertFails(FailureCode.THROTTLED, ask("alpha", "ping"));
            // Answers that were asked for don't use the budget of frames up.
            for (String id : ids) {
                agent.send(new JsonObject().put("type", "answer").put("id", id));
            }
            Future.all(answers).await(30, TimeUnit.SECONDS);
            for (int i = 0; i < AgentSocket.FRAME_BURST / 2; i++) {
                agent.telemetry(AgentPeer.sample(System.currentTimeMillis()));
                portal.told(Telemetry.Report.class);
            }
        }
    }

    @Test
    void aNewerLinkReplacesTheOlderOne() throws Exception {
        Secret token = portal.token("alpha");
        try (AgentPeer older = AgentPeer.connect(portal.port(), token);
                AgentPeer newer = AgentPeer.connect(portal.port(), token)) {
            older.hello("alpha");
            older.frame("welcome");
            String olderId = portal.told(Telemetry.Linked.class).linkId();
            newer.hello("alpha");
            newer.frame("welcome");
            Received end = older.awaitClose();
            assertEquals(Close.REPLACED.code(), end.closeCode(), end.closeReason());
            assertNotEquals(olderId, portal.told(Telemetry.Linked.class).linkId());
            assertEquals(olderId, portal.told(Telemetry.Unlinked.class).linkId());
            assertEquals(1, portal.links());
            Future<Agents.Answer> answer = ask("alpha", "ping");
            newer.send(new JsonObject().put("type", "answer").put("id", newer.frame("request").getString("id")));
            answer.await(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void aNewerLinkOnAnotherNodeReplacesItToo() throws Exception {
        try (AgentPeer agent = portal.linked("alpha")) {
            portal.bus().publish(Agents.TAKEN_OVER, new Agents.TakenOver("id-alpha", "elsewhere", 1));
            portal.bus().publish(Agents.TAKEN_OVER, new Agents.TakenOver("id-beta", "elsewhere", Long.MAX_VALUE));
            agent.telemetry(AgentPeer.sample(System.currentTimeMillis()));
            portal.told(Telemetry.Report.class);
            portal.bus().publish(Agents.TAKEN_OVER, new Agents.TakenOver("id-alpha", "elsewhere", Long.MAX_VALUE));
            assertEquals(Close.REPLACED.code(), agent.awaitClose().closeCode());
        }
    }

    @Test
    void aRevokedTokenEndsItsLinkOnly() throws Exception {
        try (AgentPeer agent = portal.linked("alpha"); AgentPeer other = portal.linked("beta")) {
            portal.bus().publish(Agents.REVOKED, new Agents.Revoked("id-alpha"));
            assertEquals(Close.TOKEN_REVOKED.code(), agent.awaitClose().closeCode());
            portal.told(Telemetry.Unlinked.class);
            other.telemetry(AgentPeer.sample(System.currentTimeMillis()));
            portal.told(Telemetry.Report.class);
        }
    }

    @Test
    void historyWaitsForTheDatabase() throws Exception {
        try (AgentPeer agent = portal.linked("alpha")) {
            portal.databaseIsDown.set(true);
            long now = System.currentTimeMillis();
            agent.send(history(now - 60_000));
            agent.send(history(now - 60_000));
            agent.send(AgentPeer.PING, true, new byte[0]);
            assertEquals(AgentPeer.PONG, agent.next().type());
            assertTrue(portal.toldNothing());
            portal.databaseIsDown.set(false);
            assertEquals(now - 60_000, agent.frame("stored").getLong("at"));
            assertEquals(1, portal.refused(RejectionLog.Reason.UNASKED_HISTORY));
        }
    }

    static JsonObject history(long... times) {
        JsonArray samples = new JsonArray();
        for (long at : times) {
            samples.add(AgentPeer.sample(at).put("seconds", 60));
        }
        return new JsonObject().put("type", "history").put("samples", samples);
    }

    private Future<Agents.Answer> ask(String alias, String action) {
        return portal.bus().request(Agents.REQUEST, new Agents.Request("id-" + alias, action, Map.of("a", "b")));
    }

    private static void assertFails(FailureCode code, Future<?> answer) {
        FailureException failure = assertThrows(FailureException.class, () -> answer.await(30, TimeUnit.SECONDS));
        assertEquals(code, failure.failure().code(), failure.getMessage());
    }
}
