package io.ftpcluster.agent.link;

import io.ftpcluster.frames.DatalinkFrame;
import io.ftpcluster.frames.DatalinkStoredFrame;
import io.ftpcluster.frames.FrameCodec;
import io.ftpcluster.frames.WelcomeFrame;
import java.util.function.Consumer;

/** Tells the portal of the datalink over one link: one frame, and the next one when that was stored. Thread-safe. */
final class DatalinkReports {

    private final DatalinkJournal journal;
    private final Consumer<String> link;
    private boolean taken;
    private long told = DatalinkJournal.NOTHING;
    /** What waits for {@link DatalinkStoredFrame}; null without. */
    private DatalinkFrame waiting;

    DatalinkReports(DatalinkJournal journal, Consumer<String> link) {
        this.journal = journal;
        this.link = link;
    }

    /** An older portal would end the link. */
    synchronized void welcome(WelcomeFrame welcome) {
        taken = welcome.accepts().contains(DatalinkFrame.TYPE);
    }

    /** To be called about once a second, which is as often as a portal is told something. */
    synchronized void check() {
        long now = journal.version();
        if (taken && waiting == null && now != told) {
            told = now;
            waiting = journal.frame();
            link.accept(FrameCodec.encode(waiting));
        }
    }

    synchronized void stored() {
        if (waiting != null) {
            journal.stored(waiting.changes());
            waiting = null;
        }
    }
}
