package io.ftpcluster.master.telemetry.links;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.messages.Agents;
import io.ftpcluster.messages.Agents.HeldLink;
import io.ftpcluster.messages.Messages;
import io.ftpcluster.messages.Nodes;
import io.ftpcluster.messages.Nodes.Node;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes as they answer in moments that are too short to be met by chance. */
class AgentRequestsTest {

    private static final Agents.Request PING = new Agents.Request("alpha", "ping", Map.of());
    private static final HeldLink NONE = new HeldLink(null, 0);

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx, Messages.addresses(), Messages.topics());
    private final AgentRequests requests = new AgentRequests(bus);
    /** What was asked, in order. */
    private final List<String> asked = new ArrayList<>();
    private volatile HeldLink first = NONE;
    private volatile HeldLink second = NONE;

    @BeforeEach
    void start() throws Exception {
        Future.join(bus.answer(Nodes.LIST, all -> new Nodes.NodeList(List.of(node("a"), node("b")), List.of())),
                bus.answer(Agents.FIND_LINK.of("a"), find -> first),
                bus.answer(Agents.FIND_LINK.of("b"), find -> second)).await(30, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    private static Node node(String id) {
        return new Node(id, id, "test", "", Instant.EPOCH, id.equals("a"));
    }

    private void answers(String node) throws Exception {
        bus.answer(Agents.ASK_LINK.of(node), request -> {
            asked.add(node + " " + request.linkId());
            return new Agents.Answer(Map.of("from", node));
        }).await(30, TimeUnit.SECONDS);
    }

    private Map<String, String> ask() throws Exception {
        return requests.ask(PING).await(30, TimeUnit.SECONDS).values();
    }

    @Test
    void ofTwoLinksTheNewerOneIsAsked() throws Exception {
        first = new HeldLink("old", 1);
        second = new HeldLink("new", 2);
        answers("a");
        answers("b");
        assertEquals(Map.of("from", "b"), ask());
        assertEquals(List.of("b new"), asked);
    }

    @Test
    void aLinkThatHasMovedSinceItWasFoundIsLookedForAgain() throws Exception {
        first = new HeldLink("old", 1);
        answers("b");
        bus.answer(Agents.ASK_LINK.of("a"), request -> {
            asked.add("a " + request.linkId());
            first = NONE;
            second = new HeldLink("new", 2);
            throw AgentLinks.moved();
        }).await(30, TimeUnit.SECONDS);
        assertEquals(Map.of("from", "b"), ask());
        assertEquals(List.of("a old", "b new"), asked);
    }

    @Test
    void aLinkThatIsNowhereIsToldAtOnce() throws Exception {
        assertUnavailable();
    }

    @Test
    void whoAlwaysSaysThatItHasMovedIsGivenUp() throws Exception {
        first = new HeldLink("old", 1);
        bus.answer(Agents.ASK_LINK.of("a"), request -> {
            throw AgentLinks.moved();
        }).await(30, TimeUnit.SECONDS);
        assertUnavailable();
    }

    /** It may have been done: only who asked knows whether to do it again. */
    @Test
    void whatWasAskedAlreadyIsNotAskedAgain() throws Exception {
        first = new HeldLink("old", 1);
        bus.answer(Agents.ASK_LINK.of("a"), request -> {
            asked.add("a");
            throw AgentRequests.noLink();
        }).await(30, TimeUnit.SECONDS);
        assertUnavailable();
        assertEquals(List.of("a"), asked);
    }

    private void assertUnavailable() {
        FailureException failure = assertThrows(FailureException.class, this::ask);
        assertEquals(FailureCode.UNAVAILABLE, failure.failure().code());
    }
}
