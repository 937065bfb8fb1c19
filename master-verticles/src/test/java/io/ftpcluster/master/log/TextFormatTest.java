package io.ftpcluster.master.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class TextFormatTest {

    private static final String CONNECTION = "com.hazelcast.internal.server.tcp.TcpServerConnection";

    private static String line(String logger, String message, Throwable thrown) {
        LogRecord written = new LogRecord(Level.WARNING, message);
        written.setLoggerName(logger);
        written.setThrown(thrown);
        return new TextFormat().format(written);
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
        assertTrue(line("com.hazelcast.x", "Members {\n\tone \u202E\n}", null).contains("Members {\n\tone ?\n\t}"));
    }

    @Test
    void nobodyMakesALineThatLooksLikeAnother() {
        String forged = "2026-01-01T00:00:00.000+0000 INFO io.ftpcluster.master.auth: admin has logged in";
        var thrown = new IllegalStateException("why\n" + forged, new IOException("\r" + forged + "\u2028\u001b[2J"));
        for (String text : List.of(line("io.ftpcluster.x", "odd\n" + forged, thrown),
                line("org.apache.sshd.x", "odd\n" + forged + "\r\n" + forged, thrown))) {
            List<String> starts = text.lines().filter(each -> !each.startsWith("\t")).toList();
            assertEquals(1, starts.size(), text);
            assertFalse(text.contains("\u001b") || text.contains("\u2028") || text.contains("\r"), text);
        }
    }

    @Test
    void whatIsKnownOfTheRequestIsAtTheEndOfTheMessage() {
        LogRecord written = new LogRecord(Level.INFO, "It happened");
        written.setLoggerName("io.ftpcluster.x");
        String text = new TextFormat(() -> " [request 1, user a\nb]").format(written);
        assertTrue(text.stripTrailing().endsWith("It happened [request 1, user a?b]"), text);
    }

    @Test
    void defectsKeepTheirTraces() {
        assertTrue(line(CONNECTION, "odd", new IllegalStateException("why")).contains("\tat "));
        assertTrue(line("com.hazelcast.map", "odd", new IOException("why")).contains("\tat "));
        assertTrue(line("io.ftpcluster", "odd", new IOException("why")).contains("\tat "));
    }
}
