package io.ftpcluster.master;

import java.util.logging.LogManager;

/**
 * Writes to the very end. The JDK's own manager closes all handlers when the process is told to stop, while the portal takes
 * its time for that and has things to say. Nothing is lost by it: what is logged is written at once.
 */
public final class LastingLogs extends LogManager {

    private volatile boolean kept;

    /** What is configured now stays. */
    void keep() {
        // They are made when somebody first asks for them, and no more after the process was told to stop.
        kept = getLogger("").getHandlers().length > 0;
    }

    @Override
    public void reset() {
        if (!kept) {
            super.reset();
        }
    }
}
