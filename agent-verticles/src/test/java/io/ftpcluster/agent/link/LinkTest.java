package io.ftpcluster.agent.link;

import static io.ftpcluster.agent.link.LinkRig.LONG;
import static io.ftpcluster.agent.link.Samples.sample;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.ftpcluster.agent.config.Endpoint;
import io.ftpcluster.frames.AnswerFrame;
import io.ftpcluster.frames.HelloFrame;
import io.ftpcluster.frames.Protocol;
import io.ftpcluster.frames.RequestFrame;
import io.ftpcluster.frames.Sample;
import io.ftpcluster.frames.SettingsFrame;
import io.ftpcluster.frames.TelemetryFrame;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class LinkTest {

    private final LinkRig rig = new LinkRig();
    private final FakePortal portal = rig.portal();

    @AfterEach
    void stop() {
        rig.close();
    }

    private void link() throws InterruptedException {
        rig.start(LONG);
        rig.awaitWelcome();
    }

    @Test
    void aHelloIsWelcomedAndSamplesFollow() throws Exception {
        rig.start(LONG);
        assertEquals("test", portal.next(HelloFrame.class).agentVersion());
        rig.awaitWelcome();

        Sample sample = sample(5, 5, 1.0, 2);
        rig.take(sample);

        assertEquals(sample, portal.next(TelemetryFrame.class).sample());
        assertEquals(Protocol.SUBPROTOCOL, portal.nextLink().subProtocol());
    }

    @Test
    void nothingIsSentBeforeTheWelcome() throws Exception {
        portal.welcomeNobody();
        rig.start(LONG);
        portal.next(HelloFrame.class);

        rig.take(sample(5, 60, 1.0, 2));
        assertEquals(1, rig.backlog.size());
    }

    @Test
    void thePortalSetsTheInterval() throws Exception {
        rig.start(LONG);
        assertEquals(1, rig.awaitWelcome());
        portal.send(new SettingsFrame(30));

        assertEquals(30, rig.awaitWelcome());
    }

    @Test
    void requestsAreAnswered() throws Exception {
        link();
        portal.send(new RequestFrame("1", "ping", Map.of()));
        portal.send(new RequestFrame("2", "dance", Map.of()));

        // In any order, as each has a thread of its own.
        Map<String, AnswerFrame> answers = new HashMap<>();
        for (int i = 0; i < 2; i++) {
            AnswerFrame answer = portal.next(AnswerFrame.class);
            answers.put(answer.id(), answer);
        }
        assertEquals(new AnswerFrame("1", null, Map.of()), answers.get("1"));
        assertNotNull(answers.get("2").error());
    }

    @Test
    void aFrameThatIsNotUnderstoodIsPassedOver() throws Exception {
        link();
        portal.nextLink().writeTextMessage("{\"type\":\"of next year\"}");
        portal.send(new RequestFrame("1", "ping", Map.of()));

        assertEquals("1", portal.next(AnswerFrame.class).id());
    }

    @Test
    void aPortalThatVanishedIsFoundAgain() throws Exception {
        link();
        rig.restartPortal();

        rig.portal().next(HelloFrame.class);
        rig.awaitWelcome();
    }

    @Test
    void theMastersAreTriedInTurn() throws Exception {
        FakePortal gone = new FakePortal(rig.vertx, 0, new HttpServerOptions());
        Endpoint dead = gone.endpoint(false);
        gone.close();
        rig.start(FakePortal.TOKEN, null, LONG, dead, portal.endpoint(false));

        portal.next(HelloFrame.class);
        portal.end(1011);
        portal.nextClose();
        portal.next(HelloFrame.class);
    }

    @Test
    void aPortalThatStopsIsFollowed() throws Exception {
        link();
        portal.end(Protocol.Close.GOING_AWAY.code());

        rig.awaitWelcome();
        rig.awaitLog("1001");
    }

    @Test
    void whoIsRefusedDoesNotComeBackSoon() {
        rig.start("fca_wrong", null, LONG, portal.endpoint(false));
        rig.awaitLog("refused with HTTP status 401");
        rig.link().stop();

        assertFalse(rig.log().contains("fca_wrong"));
        assertEquals(1, rig.log().lines().count());
    }

    @Test
    void aSilentPortalIsPingedAndThenGivenUp() throws Exception {
        rig.start(Duration.ofMillis(200));
        rig.awaitWelcome();
        portal.freeze();
        rig.awaitWhileChecking(() -> rig.log().contains("silent for"), "the end");
        portal.thaw();
    }

    @Test
    void aPortalThatAnswersPingsIsKept() throws Exception {
        rig.start(Duration.ofSeconds(2));
        rig.awaitWelcome();
        // Without answers it would be given up before the third.
        for (int i = 0; i < 3; i++) {
            rig.awaitWhileChecking(() -> portal.pollPing() != null, "a ping");
        }

        rig.exchange();
        assertFalse(rig.hasChanged());
    }

    @Test
    void whoStopsSaysSo() throws Exception {
        link();
        rig.link().stop();

        assertEquals(1001, portal.nextClose());
    }
}
