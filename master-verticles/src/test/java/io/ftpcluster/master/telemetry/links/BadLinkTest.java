package io.ftpcluster.master.telemetry.links;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.frames.Protocol.Close;
import io.ftpcluster.frames.Protocol;
import io.ftpcluster.master.telemetry.links.AgentPeer.Received;
import io.ftpcluster.master.telemetry.links.RejectionLog.Reason;
import io.ftpcluster.messages.Agents;
import io.ftpcluster.messages.BearerToken;
import io.ftpcluster.messages.Telemetry;
import io.ftpcluster.testing.LogCapture;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything an agent can do wrong: refused with a reason, counted, logged once, and of no harm to another agent. */
class BadLinkTest {

    private static final int TOO_LARGE = 1009;

    private LinkPortal portal;
    private AgentPeer good;

    @BeforeEach
    void start() throws Exception {
        portal = LinkPortal.start();
        good = portal.linked("good");
    }

    @AfterEach
    void goodAgentIsUnharmed() throws Exception {
        good.telemetry(AgentPeer.sample(System.currentTimeMillis()));
        assertEquals("id-good", portal.told(Telemetry.Report.class).serverId());
        assertTrue(portal.toldNothing());
        good.close();
        portal.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Authorization: Basic YTpi", "Authorization: Bearer", "Authorization: Bearer fca_short",
            "Authorization: Bearer fca_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "Cookie: session=x"})
    void aStrangerIsRefusedBeforeTheUpgrade(String header) throws Exception {
        String headers = AgentPeer.upgrade(Protocol.SUBPROTOCOL) + (header.isEmpty() ? "" : header + "\r\n");
        for (int i = 0; i < 2; i++) {
            try (AgentPeer stranger = AgentPeer.asks(portal.port(), headers)) {
                assertEquals(401, stranger.status());
                assertTrue(stranger.head().contains("application/problem+json"), stranger.head());
            }
        }
        assertEquals(2, portal.refused(Reason.NO_TOKEN) + portal.refused(Reason.WRONG_TOKEN));
    }

    @Test
    void aRevokedTokenIsRefused() throws Exception {
        Secret token = portal.token("alpha");
        AgentPeer.connect(portal.port(), token).close();
        portal.forget(token);
        try (AgentPeer late = AgentPeer.asks(portal.port(),
                AgentPeer.upgrade(Protocol.SUBPROTOCOL) + "Authorization: Bearer " + token.value() + "\r\n")) {
            assertEquals(401, late.status());
        }
    }

    @Test
    void aTokenRevokedBeforeTheHelloEndsTheLinkToo() throws Exception {
        try (AgentPeer agent = portal.agent("alpha")) {
            portal.bus().publish(Agents.REVOKED, new Agents.Revoked("id-alpha"));
            assertEquals(Close.TOKEN_REVOKED.code(), agent.awaitClose().closeCode());
        }
    }

    @Test
    void onlyTheRightUpgradeIsTaken() throws Exception {
        String right = AgentPeer.upgrade(Protocol.SUBPROTOCOL) + "Authorization: Bearer "
                + portal.token("alpha").value() + "\r\n";
        assertStatus(426, right.replace("Upgrade: websocket\r\n", ""));
        assertStatus(426, right.replace("Connection: Upgrade\r\n", ""));
        assertStatus(426, right.replace("Version: 13", "Version: 8"));
        assertStatus(400, right.replace("agent.v1", "agent.v9"));
        assertStatus(400, right.replaceFirst("Sec-WebSocket-Protocol: .*\r\n", ""));
        assertStatus(400, right.replaceFirst("Sec-WebSocket-Key: .*\r\n", ""));
        assertStatus(101, right.replace("Protocol: ", "Protocol: other, "));
    }

    private void assertStatus(int status, String headers) throws Exception {
        try (AgentPeer agent = AgentPeer.asks(portal.port(), headers)) {
            assertEquals(status, agent.status(), agent.head());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"not json | 4400 | JSON", "[] | 4400 | object", "{} | 4400 | type",
            "{\"type\":\"dance\"} | 4400 | unknown type", "{\"type\":\"telemetry\"} | 4400 | sample is missing",
            "{\"type\":\"history\",\"samples\":[]} | 4400 | samples", "{\"type\":\"stored\",\"at\":1} | 4400 | type",
            "{\"type\":\"hello\",\"protocol\":2,\"clock\":1} | 4406 | protocol must be 1, not 2",
            "{\"type\":\"hello\",\"protocol\":1,\"clock\":1,\"alias\":\"beta\"} | 4403 | another server",
            "{\"type\":\"hello\",\"protocol\":1} | 4400 | clock"})
    void aBadFirstFrameEndsTheLink(String frame, int code, String reason) throws Exception {
        try (AgentPeer agent = portal.agent("alpha")) {
            agent.send(frame);
            assertEnds(agent, code, reason);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"mem_percent\":-1", "\"cpu_percent\":100.1", "\"cpu_percent\":NaN", "\"ftp_sessions\":-1",
            "\"seconds\":90000", "\"at\":0", "\"mem_percent\":\"much\"", "\"load_1m\":1e400",
            "\"ftp_users\":{\"ann\":-1}"})
    void anImpossibleSampleEndsTheLink(String field) throws Exception {
        try (AgentPeer agent = portal.linked("alpha")) {
            agent.send("{\"type\":\"telemetry\",\"sample\":{\"at\":1,\"seconds\":5," + field + "}}");
            assertEnds(agent, Close.BAD_FRAME.code(), "");
            portal.told(Telemetry.Unlinked.class);
        }
        assertEquals(1, portal.refused(Reason.BAD_FRAME));
    }

    @Test
    void helloIsSaidOnceAndFirst() throws Exception {
        try (AgentPeer agent = portal.linked("alpha"); AgentPeer hasty = portal.agent("beta")) {
            agent.hello("alpha");
            assertEnds(agent, Close.BAD_FRAME.code(), "hello");
            portal.told(Telemetry.Unlinked.class);
            hasty.telemetry(AgentPeer.sample(1));
            assertEnds(hasty, Close.BAD_FRAME.code(), "hello");
        }
    }

    @Test
    void whatIsNoTextEndsTheLink() throws Exception {
        try (AgentPeer binary = portal.agent("alpha");
                AgentPeer latin = portal.agent("beta");
                AgentPeer unmasked = portal.agent("gamma")) {
            binary.send(AgentPeer.BINARY, true, new byte[]{1});
            assertEnds(binary, Close.BAD_FRAME.code(), "binary");
            latin.send(AgentPeer.TEXT, true, "{\"type\":\"Grüße\"}".getBytes(StandardCharsets.ISO_8859_1));
            assertEnds(latin, Close.BAD_FRAME.code(), "UTF-8");
            unmasked.sendUnmasked("{}");
            assertEquals(1002, unmasked.awaitClose().closeCode());
        }
    }

    @Test
    void whatIsTooLargeEndsTheLink() throws Exception {
        byte[] half = " ".repeat(Protocol.MAX_FRAME / 2 + 1).getBytes(StandardCharsets.US_ASCII);
        try (AgentPeer whole = portal.agent("alpha"); AgentPeer pieces = portal.agent("beta")) {
            whole.send(" ".repeat(Protocol.MAX_FRAME + 1));
            assertEnds(whole, TOO_LARGE, "65536");
            pieces.send(AgentPeer.TEXT, false, half);
            pieces.send(0, true, half);
            assertEnds(pieces, TOO_LARGE, "65536");
        }
        assertEquals(2, portal.refused(Reason.TOO_LARGE));
    }

    /** Its connection is reset while it still sends; that it is over, and why, is what counts here. */
    @Test
    void aHugeFrameIsNotRead() throws Exception {
        try (AgentPeer agent = portal.linked("alpha")) {
            agent.announce(1L << 40);
            assertEnds(agent, TOO_LARGE, "65536");
            portal.told(Telemetry.Unlinked.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {AgentPeer.TEXT, AgentPeer.PING, AgentPeer.PONG})
    void tooManyFramesEndTheLink(int type) throws Exception {
        byte[] frame = type == AgentPeer.TEXT
                ? "{\"type\":\"answer\",\"id\":\"99\"}".getBytes(StandardCharsets.US_ASCII)
                : new byte[0];
        try (AgentPeer agent = portal.linked("alpha")) {
            for (int i = 0; i < 2 * AgentSocket.FRAME_BURST; i++) {
                agent.send(type, true, frame);
            }
            assertEnds(agent, Close.TOO_MANY_FRAMES.code(), "frames");
            portal.told(Telemetry.Unlinked.class);
        }
        assertEquals(1, portal.refused(Reason.TOO_MANY_FRAMES));
    }

    @Test
    void aClockThatJumpsDoesNotMakeHistoryWrong() throws Exception {
        long year = TimeUnit.DAYS.toMillis(365);
        try (AgentPeer agent = portal.agent("alpha")) {
            long now = System.currentTimeMillis();
            agent.hello("alpha", now + year);
            agent.frame("welcome");
            portal.told(Telemetry.Linked.class);
            // By its clock a minute ago, from the future, and from before the last day.
            agent.send(AgentLinkTest.history(now + year - 60_000, now + year + 120_000,
                    now + year - TimeUnit.HOURS.toMillis(26)));
            assertNear(now - 60_000, portal.told(Telemetry.HandOver.class).samples());
            assertEquals(now + year + 120_000, agent.frame("stored").getLong("at"));
            assertEquals(1, portal.refused(Reason.IMPOSSIBLE_TIME));

            agent.telemetry(AgentPeer.sample(now + 1));
            assertNear(now, List.of(portal.told(Telemetry.Report.class).sample()));
            assertEquals(1, portal.refused(Reason.CLOCK_JUMPED));
            agent.send(AgentLinkTest.history(now - 60_000));
            assertNear(now - 60_000, portal.told(Telemetry.HandOver.class).samples());
            agent.frame("stored");

            // Nothing left: not stored, and not sent again either.
            agent.send(AgentLinkTest.history(now + year));
            assertEquals(now + year, agent.frame("stored").getLong("at"));
        }
        portal.told(Telemetry.Unlinked.class);
    }

    private static void assertNear(long at, List<io.ftpcluster.frames.Sample> samples) {
        assertEquals(1, samples.size());
        assertTrue(Math.abs(samples.getFirst().at() - at) < 10_000, samples.getFirst() + " is not at " + at);
    }

    @Test
    void theSameMistakeIsLoggedOnceAndCountedEachTime() throws Exception {
        LogCapture log = new LogCapture();
        try {
            for (int i = 0; i < 3; i++) {
                try (AgentPeer agent = portal.agent("clumsy")) {
                    agent.send("{}");
                    assertEnds(agent, Close.BAD_FRAME.code(), "type");
                }
            }
            Secret wrong = BearerToken.AGENT.make();
            for (int i = 0; i < 2; i++) {
                AgentPeer.asks(portal.port(), "Authorization: Bearer " + wrong.value() + "\r\n").close();
            }
            List<String> lines = log.lines();
            assertEquals(1, lines.stream().filter(line -> line.contains("clumsy")).count(), lines.toString());
            assertEquals(1, lines.stream().filter(line -> line.contains("wrong_token")).count(), lines.toString());
            assertTrue(lines.stream().noneMatch(line -> line.contains(wrong.value())), "a token was logged");
        } finally {
            log.close();
        }
        assertEquals(3, portal.refused(Reason.BAD_FRAME));
        assertEquals(2, portal.refused(Reason.WRONG_TOKEN));
    }

    @Test
    void unknownFieldsAreNoMistake() throws Exception {
        try (AgentPeer agent = portal.agent("alpha")) {
            agent.send(new JsonObject().put("type", "hello")
                    .put("protocol", 1)
                    .put("clock", System.currentTimeMillis())
                    .put("mood", "good"));
            agent.frame("welcome");
            portal.told(Telemetry.Linked.class);
        }
        portal.told(Telemetry.Unlinked.class);
    }

    private static void assertEnds(AgentPeer agent, int code, String reason) throws Exception {
        Received end = agent.awaitClose();
        assertEquals(code, end.closeCode(), end.closeReason());
        assertTrue(end.closeReason().contains(reason), end.closeReason());
    }
}
