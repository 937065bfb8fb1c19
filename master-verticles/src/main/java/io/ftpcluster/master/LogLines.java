package io.ftpcluster.master;

import io.ftpcluster.text.Printable;
import java.io.IOException;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line for each connection between nodes that breaks, as happens whenever one dies or a stranger knocks: Hazelcast would
 * add where in its code it noticed. All else as usual, with the stack traces of defects.
 */
public final class LogLines extends SimpleFormatter {

    private static final String OURS = "io.ftpcluster.";
    private static final String CONNECTIONS = "com.hazelcast.internal.server.tcp.";
    private static final Pattern ENDS = Pattern
            .compile("Connection\\[id=\\d+, \\S*?/(\\S+)->\\S*?/(\\S+),.* closed\\. ");

    @Override
    public String format(LogRecord line) {
        String logger = line.getLoggerName();
        return super.format(logger != null && logger.startsWith(CONNECTIONS) && isExpected(line.getThrown())
                ? shortened(line)
                : printable(line));
    }

    /** What strangers sent may be in any message: ours are one line each; libraries' may have several. */
    private LogRecord printable(LogRecord line) {
        String message = formatMessage(line);
        String logger = String.valueOf(line.getLoggerName());
        String clean = logger.startsWith(OURS) ? Printable.line(message) : Printable.lines(message);
        return clean == null || clean.equals(message) ? line : saying(line, clean, line.getThrown());
    }

    /** That the network failed, or that the other end doesn't speak the members' language. */
    private static boolean isExpected(Throwable thrown) {
        return thrown instanceof IOException || (thrown != null && thrown.getClass().getName().startsWith(CONNECTIONS));
    }

    private LogRecord shortened(LogRecord line) {
        String message = formatMessage(line);
        Matcher ends = ENDS.matcher(message);
        String what = ends.find() ? "Connection from " + ends.group(1) + " to " + ends.group(2) + " closed" : message;
        // The stranger's first bytes are in it.
        String why = String.valueOf(line.getThrown().getMessage()).replaceAll("[^ -~]", "?");
        return saying(line, what + ": " + why, null);
    }

    private static LogRecord saying(LogRecord line, String message, Throwable thrown) {
        LogRecord plain = new LogRecord(line.getLevel(), message);
        plain.setThrown(thrown);
        plain.setLoggerName(line.getLoggerName());
        plain.setInstant(line.getInstant());
        plain.setSourceClassName(line.getSourceClassName());
        plain.setSourceMethodName(line.getSourceMethodName());
        return plain;
    }
}
