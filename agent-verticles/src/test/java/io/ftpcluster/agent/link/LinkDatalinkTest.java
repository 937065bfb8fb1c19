package io.ftpcluster.agent.link;

import static io.ftpcluster.agent.link.LinkRig.LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.ftpcluster.frames.DatalinkFrame.Change;
import io.ftpcluster.frames.DatalinkFrame;
import io.ftpcluster.frames.DatalinkStoredFrame;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a portal is told of the datalink. */
class LinkDatalinkTest {

    private static final Change MADE = new Change("1", 5, "create_user", "anna", "127.0.0.1", null);

    private final LinkRig rig = new LinkRig();
    private final AtomicLong version = new AtomicLong(1);
    private final List<Change> stored = new CopyOnWriteArrayList<>();

    {
        rig.journal = new DatalinkJournal() {
            @Override
            public long version() {
                return version.get();
            }

            @Override
            public DatalinkFrame frame() {
                return new DatalinkFrame(stored.isEmpty() ? List.of(MADE) : List.of(), List.of("anna"), 1);
            }

            @Override
            public void stored(List<Change> told) {
                stored.addAll(told);
            }
        };
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void aPortalThatDoesNotTakeItIsToldNothing() throws Exception {
        rig.portal().accept("dances");
        rig.start(LONG);
        rig.awaitWelcome();
        for (int i = 0; i < 3; i++) {
            rig.link().check();
            rig.exchange();
        }
        assertFalse(rig.portal().hasHeard(DatalinkFrame.class));
    }

    @Test
    void itIsToldUntilItIsStoredAndThenWhenThereIsMore() throws Exception {
        rig.start(LONG);
        rig.awaitWelcome();
        rig.awaitWhileChecking(() -> rig.portal().hasHeard(DatalinkFrame.class), "the datalink");
        assertEquals(List.of(MADE), rig.portal().next(DatalinkFrame.class).changes());
        // Not again on this link, whatever happens meanwhile.
        version.incrementAndGet();
        rig.link().check();
        rig.exchange();
        assertFalse(rig.portal().hasHeard(DatalinkFrame.class));

        rig.restartPortal();
        rig.awaitWhileChecking(() -> rig.portal().hasHeard(DatalinkFrame.class), "the same again");
        assertEquals(List.of(MADE), rig.portal().next(DatalinkFrame.class).changes());
        rig.portal().send(new DatalinkStoredFrame("1"));
        rig.awaitWhileChecking(() -> stored.equals(List.of(MADE)), "that it is stored");
        rig.link().check();
        rig.exchange();
        assertFalse(rig.portal().hasHeard(DatalinkFrame.class));
        version.incrementAndGet();
        rig.awaitWhileChecking(() -> rig.portal().hasHeard(DatalinkFrame.class), "more");
        assertEquals(List.of(), rig.portal().next(DatalinkFrame.class).changes());
    }
}
