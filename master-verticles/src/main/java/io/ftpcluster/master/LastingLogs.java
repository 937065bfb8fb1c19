package io.ftpcluster.master;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;

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
            return;
        }
        // The process was told to stop. Parts of libraries that are taken apart warn of each other, which says nothing.
        for (Handler handler : getLogger("").getHandlers()) {
            handler.setFilter(LastingLogs::stillMatters);
        }
    }

    private static boolean stillMatters(LogRecord line) {
        String logger = line.getLoggerName();
        return line.getLevel().intValue() >= Level.SEVERE.intValue()
                || (logger != null && logger.startsWith("io.ftpcluster."));
    }
}
