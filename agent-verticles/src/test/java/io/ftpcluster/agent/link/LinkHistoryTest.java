package io.ftpcluster.agent.link;

import static io.ftpcluster.agent.link.LinkRig.LONG;
import static io.ftpcluster.agent.link.Samples.sample;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ftpcluster.frames.HistoryFrame;
import io.ftpcluster.frames.Protocol;
import io.ftpcluster.frames.Sample;
import io.ftpcluster.frames.StoredFrame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LinkHistoryTest {

    private final LinkRig rig = new LinkRig();
    private final FakePortal portal = rig.portal();

    @AfterEach
    void stop() {
        rig.close();
    }

    private static List<Integer> sessions(HistoryFrame history) {
        return new ArrayList<>(history.samples().stream().map(Sample::ftpSessions).toList());
    }

    /** In nanoseconds, of a minute since a day ago. */
    private static long minute(int number) {
        return System.nanoTime() - TimeUnit.DAYS.toNanos(1) + TimeUnit.MINUTES.toNanos(number);
    }

    @Test
    void whatWasKeptIsHandedOverExactlyOnce() throws Exception {
        for (int i = 1; i <= 130; i++) {
            rig.backlog.add(sample(1, 60, 1.0, i), minute(i));
        }
        rig.start(LONG);
        List<Integer> received = sessions(portal.next(HistoryFrame.class));
        // The portal got it, but the link breaks before it can say so: the same comes again.
        portal.end(1011);
        portal.nextClose();
        assertEquals(received, sessions(portal.next(HistoryFrame.class)));
        portal.send(new StoredFrame(Long.MAX_VALUE));
        while (received.size() < 130) {
            received.addAll(sessions(portal.next(HistoryFrame.class)));
            portal.send(new StoredFrame(Long.MAX_VALUE));
        }

        assertEquals(IntStream.rangeClosed(1, 130).boxed().toList(), received);
        rig.exchange();
        assertEquals(0, rig.backlog.size());
    }

    @Test
    void manyNamesMakeSmallerHistories() throws Exception {
        Map<String, Integer> users = new HashMap<>();
        for (int i = 0; i < 200; i++) {
            users.put("a-user-with-a-rather-long-name-" + i, 1);
        }
        Sample base = sample(1, 60, 1.0, 1);
        for (int i = 0; i < 60; i++) {
            rig.backlog.add(
                    new Sample(1, 60, 1.0, 1L, 1.0, 1.0, 1L, 1.0, 1L, 1.0, 1.0, 1.0, 1L, 1, users, base.ftpState()),
                    minute(i));
        }
        rig.start(LONG);

        assertEquals(7, portal.next(HistoryFrame.class).samples().size());
    }

    @Test
    void samplesThatThePortalRefusesAreNotSentForEver() throws Exception {
        rig.backlog.add(sample(1, 60, 1.0, 1), System.nanoTime());
        rig.start(LONG);
        portal.next(HistoryFrame.class);
        portal.end(Protocol.Close.BAD_FRAME.code());

        rig.awaitLog("dropped");
        assertEquals(0, rig.backlog.size());
    }
}
