package io.ftpcluster.master.log;

import java.io.IOException;
import java.util.logging.LogRecord;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Connections between nodes that break, as happens whenever one dies or a stranger knocks: Hazelcast would add where in its code
 * it noticed, where one line says it all.
 */
final class BrokenConnections {

    private static final String CONNECTIONS = "com.hazelcast.internal.server.tcp.";
    private static final Pattern ENDS = Pattern
            .compile("Connection\\[id=\\d+, \\S*?/(\\S+)->\\S*?/(\\S+),.* closed\\. ");

    private BrokenConnections() {}

    /** Whether the network failed, or the other end doesn't speak the members' language. */
    static boolean isOne(LogRecord line) {
        String logger = line.getLoggerName();
        Throwable thrown = line.getThrown();
        return logger != null && logger.startsWith(CONNECTIONS) && (thrown instanceof IOException
                || (thrown != null && thrown.getClass().getName().startsWith(CONNECTIONS)));
    }

    /** In place of the message and the stack trace. */
    static String told(String message, Throwable thrown) {
        Matcher ends = ENDS.matcher(message);
        String what = ends.find() ? "Connection from " + ends.group(1) + " to " + ends.group(2) + " closed" : message;
        // The stranger's first bytes are in it.
        return what + ": " + String.valueOf(thrown.getMessage()).replaceAll("[^ -~]", "?");
    }
}
