package io.ftpcluster.master.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.agent.action.Action;
import io.ftpcluster.agent.action.Progress;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.frames.Protocol.Close;
import io.ftpcluster.master.telemetry.TelemetryNodes.One;
import io.ftpcluster.master.telemetry.links.AgentPeer;
import io.ftpcluster.messages.Agents;
import io.ftpcluster.messages.BearerToken;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents' frames to two masters. */
class LinksAcrossNodesTest {

    private TelemetryNodes nodes;
    private One owner;
    private One second;
    private String alpha;
    private Secret token;

    @BeforeEach
    void open(@TempDir Path dir) throws Exception {
        nodes = new TelemetryNodes();
        owner = nodes.start(dir);
        alpha = nodes.register("alpha");
        second = nodes.start(dir);
        token = BearerToken.AGENT.make();
        BlockingQueue<Agents.Revoked> earlier = new LinkedBlockingQueue<>();
        for (One node : nodes.nodes) {
            node.bus.listen(Agents.REVOKED, earlier::add).begun().await(30, TimeUnit.SECONDS);
        }
        owner.ask(Agents.STORE_TOKEN, new Agents.StoreToken(TelemetryStack.ROOT, alpha, BearerToken.hash(token)));
        for (int heard = 0; heard < nodes.nodes.size(); heard++) {
            assertNotNull(earlier.poll(30, TimeUnit.SECONDS), "what is revoked before must not end links made later");
        }
        owner.startLinks();
        second.startLinks();
    }

    @AfterEach
    void close() throws Exception {
        nodes.close();
    }

    private AgentPeer link(One node) throws Exception {
        AgentPeer agent = AgentPeer.connect(node.agentsPort(), token);
        agent.hello("alpha");
        agent.frame("welcome");
        return agent;
    }

    private void awaitAnswer(One asking, AgentPeer agent, String answer) throws Exception {
        Future<Agents.Answer> asked = asking.bus.request(Agents.REQUEST, new Agents.Request(alpha, "ping", Map.of()));
        agent.send(new JsonObject().put("type", "answer")
                .put("id", agent.frame("request").getString("id"))
                .put("values", new JsonObject().put("x", answer)));
        assertEquals(Map.of("x", answer), asked.await(30, TimeUnit.SECONDS).values());
    }

    @Test
    void anAgentIsReachedFromAnyNodeAndItsNewestLinkTakesOverWherever() throws Exception {
        try (AgentPeer first = link(second)) {
            assertEquals("LIVE n1 null []", owner.stands(alpha, "LIVE n1 null []"));
            awaitAnswer(owner, first, "a");
            awaitAnswer(second, first, "b");
            try (AgentPeer newer = link(owner)) {
                assertEquals(Close.REPLACED.code(), first.awaitClose().closeCode());
                for (One node : nodes.nodes) {
                    assertEquals("LIVE n0 null []", node.stands(alpha, "LIVE n0 null []"));
                }
                awaitAnswer(second, newer, "c");
                newer.telemetry(AgentPeer.sample(System.currentTimeMillis()));
                String known = "LIVE n0 " + AgentPeer.sample(1).getDouble("mem_percent") + " []";
                assertEquals(known, second.stands(alpha, known));
            }
        }
        String unlinked = "LIVE null " + AgentPeer.sample(1).getDouble("mem_percent") + " []";
        assertEquals(unlinked, second.stands(alpha, unlinked));
    }

    /** A real agent, whose link is taken over twice while it does what it was asked for. */
    @Test
    void anAgentThatMovesWhileItIsBusyDoesItOnceAndItsAnswerArrives() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger times = new AtomicInteger();
        BlockingQueue<Agents.Progress> progress = new LinkedBlockingQueue<>();
        second.bus.listen(Agents.PROGRESS, progress::add).begun().await(30, TimeUnit.SECONDS);
        Action install = new Action() {
            @Override
            public String name() {
                return "install";
            }

            @Override
            public Map<String, String> run(Map<String, String> arguments, Progress told) throws InterruptedException {
                told.tell("installing " + arguments.get("what"), null);
                begun.countDown();
                go.await();
                return Map.of("times", Integer.toString(times.incrementAndGet()));
            }
        };
        try (RealAgent agent = new RealAgent(token, List.of(install), owner.agentsPort(), second.agentsPort())) {
            owner.awaitLinked(alpha);
            Agents.Request request = new Agents.Request(alpha, "own id", "install", Map.of("what", "x"), 60, null,
                    true);
            Future<Agents.Answer> answer = owner.bus.request(request.address(), request);
            assertTrue(begun.await(30, TimeUnit.SECONDS));
            assertEquals(new Agents.Progress(alpha, "own id", "installing x", null),
                    progress.poll(30, TimeUnit.SECONDS));
            for (One node : nodes.nodes) {
                try (AgentPeer other = AgentPeer.connect(node.agentsPort(), token)) {
                    // It takes the request and never answers.
                    other.hello("alpha", List.of("install"));
                    assertEquals(Close.REPLACED.code(), other.awaitClose().closeCode(), "the agent is back");
                }
            }
            go.countDown();
            assertEquals(Map.of("times", "1"), answer.await(60, TimeUnit.SECONDS).values());
            assertEquals(Map.of("times", "1"),
                    second.bus.request(request.address(), request).await(30, TimeUnit.SECONDS).values(),
                    "who asks again gets the same answer");
            assertTrue(agent.links() >= 3, "it was linked " + agent.links() + " times");
        }
    }

    /** Each link is asked from both nodes as soon as it is there, while the one before it still is, or is just being ended. */
    @Test
    void whatIsAskedWhileALinkMovesReachesTheNewestOne() throws Exception {
        List<AgentPeer> links = new ArrayList<>();
        try {
            for (int move = 0; move < 12; move++) {
                AgentPeer agent = link(nodes.nodes.get(move % 2));
                links.add(agent);
                awaitAnswer(owner, agent, "owner " + move);
                awaitAnswer(second, agent, "second " + move);
            }
        } finally {
            for (AgentPeer agent : links) {
                agent.close();
            }
        }
    }
}
