package io.ftpcluster.master.log;

import io.ftpcluster.text.Printable;
import java.util.function.Supplier;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import java.util.stream.Collectors;

/**
 * Events for people. Each begins at the start of a line, and only there: what follows it, such as the stack trace of a defect, is
 * indented, so that nobody whose words are logged makes a line that looks like another event.
 */
public final class TextFormat extends SimpleFormatter {

    private static final String OURS = "io.ftpcluster.";

    private final Supplier<String> circumstances;

    /** Until it is known how to log. */
    public TextFormat() {
        this(() -> "");
    }

    /** @param circumstances what is known besides, for the end of a message; called by whoever logs */
    TextFormat(Supplier<String> circumstances) {
        this.circumstances = circumstances;
    }

    @Override
    public String format(LogRecord line) {
        String message = formatMessage(line);
        Throwable thrown = line.getThrown();
        if (BrokenConnections.isOne(line)) {
            message = BrokenConnections.told(message, thrown);
            thrown = null;
        }
        return indented(
                super.format(saying(line, printable(line, message) + Printable.line(circumstances.get()), thrown)));
    }

    /** Ours are one line each; libraries' may have several. */
    private static String printable(LogRecord line, String message) {
        return String.valueOf(line.getLoggerName()).startsWith(OURS) ? Printable.line(message) : message;
    }

    private static String indented(String event) {
        return Printable.lines(event)
                .lines()
                .map(text -> text.startsWith("\t") ? text : "\t" + text)
                .collect(Collectors.joining(System.lineSeparator(), "", System.lineSeparator()))
                .substring(1);
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
