package io.ftpcluster.agent.link;

import static io.ftpcluster.agent.link.LinkRig.LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ftpcluster.agent.action.HeldAction;
import io.ftpcluster.frames.AnswerFrame;
import io.ftpcluster.frames.HelloFrame;
import io.ftpcluster.frames.Protocol;
import io.ftpcluster.frames.RequestFrame;
import io.ftpcluster.frames.SettingsFrame;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests on real links, with an action that takes as long as the test wants. */
@Timeout(180)
class LinkRequestsTest {

    private final HeldAction held = new HeldAction();
    private final LinkRig rig = new LinkRig(held);
    private final FakePortal portal = rig.portal();

    @AfterEach
    void stop() {
        held.release();
        rig.close();
    }

    private ServerWebSocket link() throws InterruptedException {
        rig.start(LONG);
        rig.awaitWelcome();
        return portal.nextLink();
    }

    @Test
    void theHelloSaysWhatTheAgentCanDo() throws Exception {
        link();
        assertEquals(List.of(HeldAction.NAME), portal.next(HelloFrame.class).capabilities());
    }

    @Test
    void aSlowActionHoldsUpNeitherSettingsNorPingsNorOtherRequests() throws Exception {
        ServerWebSocket link = link();
        portal.send(new RequestFrame("slow", HeldAction.NAME, Map.of()));
        held.awaitBegun();
        portal.send(new SettingsFrame(30));
        assertEquals(30, rig.awaitWelcome());
        link.writePing(Buffer.buffer("x"));
        portal.send(new RequestFrame("other", "dance", Map.of()));
        assertEquals("other", portal.next(AnswerFrame.class).id());
        held.release();
        assertEquals("slow", portal.next(AnswerFrame.class).id());
    }

    /** In the words of a portal that knows neither deadlines nor repeats. */
    @Test
    void aPortalOfBeforeIsAnswered() throws Exception {
        ServerWebSocket link = link();
        held.release();
        link.writeTextMessage("{\"type\":\"request\",\"id\":\"1\",\"action\":\"hold\",\"arguments\":{}}");
        assertEquals(new AnswerFrame("1", null, Map.of("number", "1")), portal.next(AnswerFrame.class));
    }

    @Test
    void anAnswerLostWithItsLinkIsGivenOnTheNextOne() throws Exception {
        link();
        portal.send(new RequestFrame("a", HeldAction.NAME, Map.of()));
        held.awaitBegun();
        portal.end(Protocol.Close.GOING_AWAY.code());
        rig.awaitWelcome();
        // The action is done now, but the link on which it was asked for is no more.
        held.release();
        portal.send(new RequestFrame("a", HeldAction.NAME, Map.of(), 10_000, 1000, false));
        assertEquals(new AnswerFrame("a", null, Map.of("number", "1")), portal.next(AnswerFrame.class));
        assertEquals(1, held.count());
    }

    @Test
    void theAgentLooksAfterDeadlines() throws Exception {
        link();
        portal.send(new RequestFrame("a", HeldAction.NAME, Map.of(), 1, null, false));
        held.awaitBegun();
        rig.awaitWhileChecking(() -> portal.hasHeard(AnswerFrame.class), "the answer");
        assertEquals(AnswerFrame.Code.TIMEOUT, portal.next(AnswerFrame.class).code());
        held.awaitInterrupted();
    }
}
