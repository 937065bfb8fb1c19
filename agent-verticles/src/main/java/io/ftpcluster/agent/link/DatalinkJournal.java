package io.ftpcluster.agent.link;

import io.ftpcluster.frames.DatalinkFrame.Change;
import io.ftpcluster.frames.DatalinkFrame;
import java.util.List;

/** What the portal is to be told of the datalink. Thread-safe. */
public interface DatalinkJournal {

    /** The {@link #version} of one that has nothing to tell. */
    long NOTHING = -1;

    /** Another one when there is more to tell. */
    long version();

    /** What is to be told: the oldest changes, as many as a frame takes. */
    DatalinkFrame frame();

    /** The portal has them. */
    void stored(List<Change> told);

    /** Of an agent without a datalink. */
    static DatalinkJournal none() {
        return new DatalinkJournal() {
            @Override
            public long version() {
                return NOTHING;
            }

            @Override
            public DatalinkFrame frame() {
                return new DatalinkFrame(List.of(), List.of(), 0);
            }

            @Override
            public void stored(List<Change> told) {
                // It told nothing.
            }
        };
    }
}
