package io.ftpcluster.master;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogLinesTest {

    private static final String CONNECTION = "com.hazelcast.internal.server.tcp.TcpServerConnection";

    private static String line(String logger, String message, Throwable thrown) {
        LogRecord written = new LogRecord(Level.WARNING, message);
        written.setLoggerName(logger);
        written.setThrown(thrown);
        return new LogLines().format(written);
    }

    @Test
    void aPeerThatDiedIsOneLine() {
        String text = line(CONNECTION,
                "[10.0.0.1]:5701 [ftpcluster-1] [5.3.8] Connection[id=2, /10.0.0.1:5701->/10.0.0.2:4471,"
                        + " qualifier=null, alive=false] closed. Reason: Exception in Connection[id=2, /10.0.0.1:5701->/10.0.0.2:4471,"
                        + " alive=true], thread=hz.IO",
                new IOException("Broken pipe"));

        assertEquals(1, text.lines().count(), text);
        assertTrue(text.stripTrailing().endsWith("Connection from 10.0.0.1:5701 to 10.0.0.2:4471 closed: Broken pipe"),
                text);
    }

    @Test
    void whatAStrangerSentStaysInItsLine() {
        String text = line(CONNECTION, "no connection", new IOException("first bytes: \0\n\u001b[2J"));

        assertEquals(1, text.lines().count(), text);
        assertTrue(text.stripTrailing().endsWith("no connection: first bytes: ???[2J"), text);
    }

    @Test
    void ourMessagesAreOneLineThatShowsAllItHolds() {
        String text = line("io.ftpcluster.master.x", "Agent says \u202Egood\n09:00 INFO forged \u2066bye\u2028x", null);
        assertTrue(text.stripTrailing().endsWith("Agent says ?good?09:00 INFO forged ?bye?x"), text);
        assertTrue(line("com.hazelcast.x", "Members {\n\tone \u202E\n}", null).contains("Members {\n\tone ?\n}"));
    }

    @Test
    void defectsKeepTheirTraces() {
        assertTrue(line(CONNECTION, "odd", new IllegalStateException("why")).contains("\tat "));
        assertTrue(line("com.hazelcast.map", "odd", new IOException("why")).contains("\tat "));
        assertTrue(line("io.ftpcluster", "odd", new IOException("why")).contains("\tat "));
    }
}
