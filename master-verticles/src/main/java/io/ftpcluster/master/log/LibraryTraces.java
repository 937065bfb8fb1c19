package io.ftpcluster.master.log;

import java.util.logging.Filter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;

/**
 * Keeps out of the log what libraries say below {@link Level#FINE}, whichever level is set: there they show what goes over the wire
 * (requests with their addresses, packets of SSH, values of statements), and that holds secrets.
 */
public final class LibraryTraces implements Filter {

    private static final String OURS = "io.ftpcluster";

    private final Filter before;

    /** @param before of the handler; null: none */
    private LibraryTraces(Filter before) {
        this.before = before;
    }

    /** From here on, on all handlers that there are. */
    public static void silence() {
        for (Handler handler : LogManager.getLogManager().getLogger("").getHandlers()) {
            handler.setFilter(new LibraryTraces(handler.getFilter()));
        }
    }

    @Override
    public boolean isLoggable(LogRecord event) {
        return (event.getLevel().intValue() >= Level.FINE.intValue() || isOurs(event.getLoggerName()))
                && (before == null || before.isLoggable(event));
    }

    private static boolean isOurs(String logger) {
        return logger != null && logger.startsWith(OURS);
    }
}
