package io.ftpcluster.master.telemetry.links;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.messages.Agents.HeldLink;
import io.ftpcluster.messages.Agents;
import io.ftpcluster.messages.Messages;
import io.ftpcluster.messages.Nodes.Node;
import io.ftpcluster.messages.Nodes;
import io.ftpcluster.messages.Telemetry.Condition;
import io.ftpcluster.messages.Telemetry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
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
    private final AgentRequests requests = new AgentRequests(vertx, bus);
    /** What was asked, in order. */
    private final List<String> asked = new CopyOnWriteArrayList<>();
    /** The same as it came. */
    private final List<Agents.AskLink> messages = new CopyOnWriteArrayList<>();
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
            messages.add(request);
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

    /** It may have been done: the id tells the agent. */
    @Test
    void whatWasAskedOnALinkThatEndedIsAskedOnTheNextOneWithTheSameId() throws Exception {
        first = new HeldLink("old", 1);
        answers("b");
        bus.answer(Agents.ASK_LINK.of("a"), request -> {
            messages.add(request);
            first = NONE;
            vertx.setTimer(100, later -> second = new HeldLink("new", 2));
            throw ended();
        }).await(30, TimeUnit.SECONDS);
        assertEquals(Map.of("from", "b"), ask());
        assertEquals(List.of(PING, PING), messages.stream().map(Agents.AskLink::request).toList());
        assertNull(messages.get(0).ageMillis());
        assertNotNull(messages.get(1).ageMillis());
        assertTrue(messages.get(1).deadlineMillis() < messages.get(0).deadlineMillis());
    }

    /** As when the node of the old link is gone: the bus tells nobody of that. */
    @Test
    void whatIsNotAnsweredGoesToTheNewerLinkToo() throws Exception {
        first = new HeldLink("old", 1);
        answers("b");
        bus.answerLater(Agents.ASK_LINK.of("a"), request -> {
            second = new HeldLink("new", 2);
            requests.linkMade(new Agents.TakenOver("beta", "other", 3));
            requests.linkMade(new Agents.TakenOver("alpha", "new", 2));
            return Promise.<Agents.Answer>promise().future();
        }).await(30, TimeUnit.SECONDS);
        assertEquals(Map.of("from", "b"), ask());
    }

    @Test
    void anAnswerOfTheOlderLinkCountsToo() throws Exception {
        first = new HeldLink("old", 1);
        Promise<Agents.Answer> late = Promise.promise();
        bus.answerLater(Agents.ASK_LINK.of("a"), request -> {
            second = new HeldLink("new", 2);
            requests.linkMade(new Agents.TakenOver("alpha", "new", 2));
            return late.future();
        }).await(30, TimeUnit.SECONDS);
        bus.answerLater(Agents.ASK_LINK.of("b"), request -> {
            late.complete(new Agents.Answer(Map.of("from", "a")));
            return Promise.<Agents.Answer>promise().future();
        }).await(30, TimeUnit.SECONDS);
        assertEquals(Map.of("from", "a"), ask());
    }

    /** Its node stops: the agent is told to go elsewhere, and isn't there yet. */
    @Test
    void aServerThatIsLiveWithoutALinkIsWaitedFor() throws Exception {
        answers("b");
        stands(Condition.LIVE, () -> second = new HeldLink("new", 1));
        assertEquals(Map.of("from", "b"), ask());
        assertNull(messages.get(0).ageMillis());
    }

    @Test
    void aServerThatIsOfflineIsNotWaitedFor() throws Exception {
        answers("b");
        stands(Condition.OFFLINE, () -> second = new HeldLink("new", 1));
        assertUnavailable();
        assertEquals(List.of(), asked);
    }

    private void stands(Condition condition, Runnable onAsked) throws Exception {
        bus.answer(Telemetry.STATES, asking -> {
            onAsked.run();
            return new Telemetry.States(List.of(new Telemetry.State("alpha", "alpha", condition, Instant.EPOCH,
                    Instant.EPOCH, null, null, TelemetryFixtures.FACTS, null, List.of())));
        }).await(30, TimeUnit.SECONDS);
    }

    @Test
    void aLinkThatDoesNotComeBackIsWaitedForUntilTheDeadline() throws Exception {
        first = new HeldLink("old", 1);
        bus.answer(Agents.ASK_LINK.of("a"), request -> {
            first = NONE;
            throw ended();
        }).await(30, TimeUnit.SECONDS);
        FailureException failure = assertFails(FailureCode.UNAVAILABLE, within(1));
        assertTrue(failure.failure().detail().contains("Nobody knows"), failure.failure().detail());
    }

    @Test
    void whoDoesNotAnswerIsNotWaitedForLongerThanTheDeadline() throws Exception {
        first = new HeldLink("old", 1);
        bus.answerLater(Agents.ASK_LINK.of("a"), request -> Promise.<Agents.Answer>promise().future())
                .await(30, TimeUnit.SECONDS);
        assertFails(FailureCode.TIMEOUT, within(1));
    }

    /** The asker knows that it asked before, as its own answer was lost. */
    @Test
    void anAskersOwnRepeatIsOneToo() throws Exception {
        first = new HeldLink("old", 1);
        answers("a");
        requests.ask(new Agents.Request("alpha", "again", "ping", Map.of(), 30, 60, false)).await(30, TimeUnit.SECONDS);
        assertTrue(messages.get(0).ageMillis() >= 60_000, messages.toString());
    }

    @Test
    void asksABoundedNumberAtOnce() throws Exception {
        first = new HeldLink("old", 1);
        Promise<Agents.Answer> answer = Promise.promise();
        bus.answerLater(Agents.ASK_LINK.of("a"), request -> answer.future()).await(30, TimeUnit.SECONDS);
        List<Future<Agents.Answer>> all = new ArrayList<>();
        for (int i = 0; i < AgentRequests.MOST; i++) {
            all.add(requests.ask(new Agents.Request("alpha", "ping", Map.of())));
        }
        assertFails(FailureCode.THROTTLED, PING);
        answer.complete(new Agents.Answer(Map.of()));
        Future.all(all).await(30, TimeUnit.SECONDS);
        assertEquals(Map.of(), ask());
    }

    private static Agents.Request within(int seconds) {
        return new Agents.Request("alpha", "short", "ping", Map.of(), seconds, null, false);
    }

    private static FailureException ended() {
        return Failure.of(FailureCode.UNAVAILABLE, "The agent's link ended before it answered.").exception();
    }

    private void assertUnavailable() {
        assertFails(FailureCode.UNAVAILABLE, PING);
    }

    private FailureException assertFails(FailureCode code, Agents.Request request) {
        FailureException failure = assertThrows(FailureException.class,
                () -> requests.ask(request).await(30, TimeUnit.SECONDS));
        assertEquals(code, failure.failure().code(), failure.getMessage());
        return failure;
    }
}
