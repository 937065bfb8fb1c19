package io.ftpcluster.agent.link;

import static io.ftpcluster.agent.link.LinkRig.LONG;
import static io.ftpcluster.agent.link.Samples.sample;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.frames.HelloFrame;
import io.ftpcluster.frames.HistoryFrame;
import io.ftpcluster.frames.Protocol;
import io.ftpcluster.frames.Sample;
import io.ftpcluster.frames.TelemetryFrame;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What was sent when a link ends. */
@Timeout(180)
class LinkOutageTest {

    private final LinkRig rig = new LinkRig();
    private final FakePortal portal = rig.portal();

    @AfterEach
    void stop() {
        rig.close();
    }

    private void link(Duration pingAfter) throws InterruptedException {
        rig.start(pingAfter);
        rig.awaitWelcome();
    }

    private Sample onlyOne(HistoryFrame history) {
        assertEquals(1, history.samples().size());
        return history.samples().get(0);
    }

    @Test
    void whatASilentPortalDidNotReadIsHandedOver() throws Exception {
        link(Duration.ofMillis(200));
        portal.freeze();
        rig.take(sample(1, 5, 10.0, 1));
        rig.take(sample(2, 5, 20.0, 2));
        rig.awaitWhileChecking(() -> rig.log().contains("silent for"), "the end");
        portal.thaw();

        Sample whole = onlyOne(portal.next(HistoryFrame.class));
        assertEquals(10, whole.seconds());
        assertEquals(15.0, whole.cpuPercent());
        assertEquals(2, whole.ftpSessions());
    }

    @Test
    void whatAPongHasConfirmedIsNot() throws Exception {
        link(Duration.ofSeconds(2));
        rig.take(sample(1, 5, 10.0, 1));
        rig.take(sample(2, 5, 10.0, 2));
        Buffer two = Buffer.buffer().appendLong(2);
        rig.awaitWhileChecking(() -> two.equals(portal.pollPing()), "a ping that says two");
        rig.exchange();
        rig.take(sample(3, 7, 10.0, 3));
        portal.end(1011);

        assertEquals(7, onlyOne(portal.next(HistoryFrame.class)).seconds());
    }

    @Test
    void aPongThatNobodyAskedForConfirmsNothing() throws Exception {
        link(LONG);
        rig.take(sample(1, 5, 10.0, 1));
        portal.next(TelemetryFrame.class);
        portal.nextLink().writePong(Buffer.buffer().appendLong(1));
        rig.exchange();
        portal.end(1011);

        assertEquals(5, onlyOne(portal.next(HistoryFrame.class)).seconds());
    }

    @Test
    void whatWasMeasuredAfterTheEndFollowsWhatWasSent() throws Exception {
        link(LONG);
        portal.next(HelloFrame.class);
        rig.take(sample(1, 30, 10.0, 1));
        portal.welcomeNobody();
        portal.end(1011);
        portal.nextClose();
        portal.next(HelloFrame.class);
        rig.take(sample(2, 30, 30.0, 2));

        List<Sample> kept = rig.backlog.oldest(5, System.currentTimeMillis(), System.nanoTime());
        assertEquals(List.of(20.0), kept.stream().map(Sample::cpuPercent).toList());
        assertEquals(2, kept.get(0).ftpSessions());
    }

    @Test
    void whatMayHaveBeenRefusedIsDropped() throws Exception {
        link(LONG);
        rig.take(sample(1, 60, 10.0, 1));
        portal.next(TelemetryFrame.class);
        portal.end(Protocol.Close.BAD_FRAME.code());
        rig.awaitLog("4400");

        assertEquals(0, rig.backlog.size());
    }

    @Test
    void moreThanTheBoundCountsAsArrived() {
        InFlightSamples inFlight = new InFlightSamples();
        for (int i = 1; i <= InFlightSamples.MOST + 5; i++) {
            inFlight.add(sample(i, 60, 1.0, i), i);
        }
        inFlight.arrived(6);
        inFlight.moveTo(rig.backlog);

        assertEquals(InFlightSamples.MOST - 1, rig.backlog.size());
        assertEquals(7, rig.backlog.oldest(1, System.currentTimeMillis(), 0).get(0).ftpSessions());
        inFlight.moveTo(rig.backlog);
        assertEquals(InFlightSamples.MOST - 1, rig.backlog.size());
        assertTrue(inFlight.last() > InFlightSamples.MOST);
    }
}
