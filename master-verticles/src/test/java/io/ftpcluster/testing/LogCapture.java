package io.ftpcluster.testing;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Remembers what this JVM logs while it is open, from INFO on, with stack traces. */
public final class LogCapture extends Handler {

    private final Logger root = Logger.getLogger("");
    /** The log manager forgets loggers that nobody holds, and with them their level. */
    private final Logger ours = Logger.getLogger("io.ftpcluster");
    private final Level before = ours.getLevel();
    private final SimpleFormatter formatter = new SimpleFormatter();
    private final List<String> lines = new CopyOnWriteArrayList<>();

    public LogCapture() {
        setLevel(Level.ALL);
        root.addHandler(this);
        ours.setLevel(Level.INFO);
    }

    /** What was logged so far. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void publish(LogRecord entry) {
        StringWriter text = new StringWriter();
        text.append(formatter.formatMessage(entry));
        if (entry.getThrown() != null) {
            entry.getThrown().printStackTrace(new PrintWriter(text));
        }
        lines.add(entry.getLevel() + " " + entry.getLoggerName() + " " + text);
    }

    @Override
    public void flush() {
        // Nothing is buffered.
    }

    @Override
    public void close() {
        root.removeHandler(this);
        ours.setLevel(before);
    }
}
