package io.ftpcluster.master.telemetry.links;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.messages.Agents;
import io.ftpcluster.messages.Telemetry;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a request is on the wire, in the words of agents of today and of before. */
class LinkRequestsTest {

    private static final List<String> ACTIONS = List.of("ping", "install");

    private LinkPortal portal;

    @BeforeEach
    void start() throws Exception {
        portal = LinkPortal.start();
    }

    @AfterEach
    void stop() throws Exception {
        portal.close();
    }

    private static Agents.Request request(String id, String action, int seconds) {
        return new Agents.Request("id-alpha", id, action, Map.of(), seconds, null, true);
    }

    private Future<Agents.Answer> ask(Agents.Request request) {
        return portal.bus().request(request.address(), request);
    }

    private Future<Agents.Answer> ask(String id, String action) {
        return ask(request(id, action, 30));
    }

    private static FailureException assertFails(FailureCode code, Future<?> answer) {
        FailureException failure = assertThrows(FailureException.class, () -> answer.await(30, TimeUnit.SECONDS));
        assertEquals(code, failure.failure().code(), failure.getMessage());
        return failure;
    }

    @Test
    void theFrameSaysWhatTheAskerWants() throws Exception {
        try (AgentPeer agent = portal.linked("alpha", ACTIONS)) {
            Future<Agents.Answer> answer = ask(request("own id", "install", 600));
            JsonObject frame = agent.frame("request");
            assertEquals("own id", frame.getString("id"));
            assertEquals("install", frame.getString("action"));
            int left = frame.getInteger("deadline_ms");
            assertTrue(left > 500_000 && left <= 600_000, frame.encode());
            assertEquals(true, frame.getBoolean("progress"));
            assertFalse(frame.containsKey("age_ms"), "it is the first time");
            agent.answer("own id");
            answer.await(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void whatTheAgentCannotDoIsRefusedAtOnce() throws Exception {
        try (AgentPeer agent = portal.linked("alpha", List.of("install"))) {
            FailureException failure = assertFails(FailureCode.UNSUPPORTED, ask("1", "dance"));
            assertTrue(failure.failure().detail().contains("dance"), failure.getMessage());
            assertFails(FailureCode.UNSUPPORTED, ask("2", "ping"));
            Future<Agents.Answer> answer = ask("3", "install");
            assertEquals("3", agent.frame("request").getString("id"));
            agent.answer("3");
            answer.await(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void anAgentOfBeforeKnowsPingOnly() throws Exception {
        try (AgentPeer agent = portal.linked("alpha")) {
            assertFails(FailureCode.UNSUPPORTED, ask("1", "install"));
            Future<Agents.Answer> answer = ask("2", "ping");
            assertEquals("2", agent.frame("request").getString("id"));
            agent.send("{\"type\":\"answer\",\"id\":\"2\",\"values\":{\"x\":\"y\"}}");
            assertEquals(Map.of("x", "y"), answer.await(30, TimeUnit.SECONDS).values());
            Future<Agents.Answer> refused = ask("3", "ping");
            agent.frame("request");
            agent.send("{\"type\":\"answer\",\"id\":\"3\",\"error\":\"no\",\"values\":{}}");
            assertFails(FailureCode.BACKEND_FAILED, refused);
        }
    }

    @ParameterizedTest
    @CsvSource({"failed, BACKEND_FAILED", "unknown_action, UNSUPPORTED", "invalid, INVALID", "too_many, THROTTLED",
            "timeout, TIMEOUT", "id_reused, INVALID", "forgotten, CONFLICT", "of_next_year, BACKEND_FAILED"})
    void anErrorHasItsCode(String code, FailureCode failure) throws Exception {
        try (AgentPeer agent = portal.linked("alpha", ACTIONS)) {
            Future<Agents.Answer> answer = ask("1", "install");
            agent.frame("request");
            agent.send(new JsonObject().put("type", "answer").put("id", "1").put("code", code).put("error", "no"));
            assertFails(failure, answer);
        }
    }

    @Test
    void whoAsksForTheSameMeanwhileGetsTheSameAnswer() throws Exception {
        try (AgentPeer agent = portal.linked("alpha", ACTIONS)) {
            Future<Agents.Answer> first = ask("1", "install");
            agent.frame("request");
            Future<Agents.Answer> second = ask("1", "install");
            assertFails(FailureCode.INVALID, ask("1", "ping"));
            agent.answer("1", new JsonObject().put("x", "y"));
            assertEquals(Map.of("x", "y"), first.await(30, TimeUnit.SECONDS).values());
            assertEquals(Map.of("x", "y"), second.await(30, TimeUnit.SECONDS).values());
            Future<Agents.Answer> other = ask("2", "ping");
            assertEquals("2", agent.frame("request").getString("id"), "the first one was sent once");
            agent.answer("2");
            other.await(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void whatFitsNoFrameIsNotSent() throws Exception {
        Map<String, String> much = new HashMap<>();
        for (int i = 0; i < 60; i++) {
            much.put("x" + i, "y".repeat(4000));
        }
        try (AgentPeer agent = portal.linked("alpha", ACTIONS)) {
            assertFails(FailureCode.INVALID, ask(new Agents.Request("id-alpha", "install", much)));
            assertFails(FailureCode.INVALID,
                    ask(new Agents.Request("id-alpha", "install", Map.of("x", "y".repeat(5000)))));
            Future<Agents.Answer> answer = ask("1", "ping");
            agent.answer(agent.frame("request").getString("id"));
            answer.await(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void progressReachesWhoListensAndChangesNoDeadline() throws Exception {
        BlockingQueue<Agents.Progress> heard = new LinkedBlockingQueue<>();
        portal.bus().listen(Agents.PROGRESS, heard::add).begun().await(30, TimeUnit.SECONDS);
        try (AgentPeer agent = portal.linked("alpha", ACTIONS)) {
            Future<Agents.Answer> silent = ask(
                    new Agents.Request("id-alpha", "silent", "install", Map.of(), 30, null, false));
            assertFalse(agent.frame("request").containsKey("progress"));
            Future<Agents.Answer> answer = ask(request("1", "install", 2));
            agent.frame("request");
            for (String id : List.of("nobody's", "silent", "1")) {
                agent.send(new JsonObject().put("type", "progress")
                        .put("id", id)
                        .put("text", "un\u202Epacking")
                        .put("percent", 40));
            }
            assertEquals(new Agents.Progress("id-alpha", "1", "un?packing", 40), heard.poll(30, TimeUnit.SECONDS));
            assertFails(FailureCode.TIMEOUT, answer);
            agent.answer("silent");
            silent.await(30, TimeUnit.SECONDS);
        }
        assertTrue(heard.isEmpty());
    }

    /** What comes more often than agreed reaches nobody, and counts as any other frame. */
    @Test
    void progressIsToldNoMoreOftenThanAgreed() throws Exception {
        BlockingQueue<Agents.Progress> heard = new LinkedBlockingQueue<>();
        portal.bus().listen(Agents.PROGRESS, heard::add).begun().await(30, TimeUnit.SECONDS);
        int many = 30;
        try (AgentPeer agent = portal.linked("alpha", ACTIONS)) {
            Future<Agents.Answer> answer = ask("1", "install");
            agent.frame("request");
            for (int i = 0; i < many; i++) {
                agent.send(new JsonObject().put("type", "progress").put("id", "1").put("text", "step " + i));
            }
            agent.answer("1");
            answer.await(30, TimeUnit.SECONDS);
        }
        assertNotNull(heard.poll(30, TimeUnit.SECONDS));
        assertTrue(heard.size() < many / 2, heard.size() + " of " + many);
    }

    @Test
    void aRequestGoesToTheNewerLinkWithTheSameId() throws Exception {
        Secret token = portal.token("alpha");
        try (AgentPeer older = AgentPeer.connect(portal.port(), token);
                AgentPeer newer = AgentPeer.connect(portal.port(), token)) {
            older.hello("alpha", ACTIONS);
            older.frame("welcome");
            Future<Agents.Answer> answer = ask("1", "install");
            older.frame("request");
            newer.hello("alpha", ACTIONS);
            newer.frame("welcome");
            JsonObject again = newer.frame("request");
            assertEquals("1", again.getString("id"));
            assertTrue(again.getInteger("age_ms") >= 0, again.encode());
            assertTrue(again.getInteger("deadline_ms") <= 30_000, again.encode());
            newer.answer("1", new JsonObject().put("x", "y"));
            assertEquals(Map.of("x", "y"), answer.await(30, TimeUnit.SECONDS).values());
        }
    }

    /** It breaks without a word, and the agent takes its time. */
    @Test
    void anAnswerLostWithItsLinkIsAskedForOnTheNextOne() throws Exception {
        Secret token = portal.token("alpha");
        Future<Agents.Answer> answer;
        try (AgentPeer broken = AgentPeer.connect(portal.port(), token)) {
            broken.hello("alpha", ACTIONS);
            broken.frame("welcome");
            answer = ask("1", "install");
            broken.frame("request");
        }
        portal.told(Telemetry.Linked.class);
        portal.told(Telemetry.Unlinked.class);
        try (AgentPeer next = AgentPeer.connect(portal.port(), token)) {
            next.hello("alpha", ACTIONS);
            next.frame("welcome");
            assertEquals("1", next.frame("request").getString("id"));
            next.answer("1");
            answer.await(30, TimeUnit.SECONDS);
        }
    }
}
