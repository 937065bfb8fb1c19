package io.ftpcluster.portal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.testing.LogCapture;
import io.ftpcluster.testing.PortalClient.Answer;
import io.ftpcluster.testing.PortalClient;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.regex.Pattern;

/** What every refusal of the portal has in common. */
final class Answers {

    private static final Pattern STACK_TRACE = Pattern
            .compile("\\bat [a-z]+\\.[a-z.]+|[a-z]\\.[A-Z]\\w+(Exception|Error)\\b");

    private Answers() {}

    /** A problem response (RFC 9457) with this status that says each of these. */
    static void assertProblem(int status, Answer answer, String... words) {
        assertEquals(status, answer.status(), answer.text());
        assertEquals("application/problem+json", answer.header("Content-Type"), answer.text());
        JsonObject body = answer.json();
        assertEquals(status, body.getInteger("status"));
        assertFalse(body.getString("detail").isBlank(), answer.text());
        for (String word : words) {
            assertTrue(answer.text().contains(word), "no \"" + word + "\" in " + answer.text());
        }
        assertNoTrace(answer.text());
    }

    /** The same for an answer as it came over the wire. */
    static void assertRawProblem(int status, String answer) {
        assertTrue(answer.matches("(?s)HTTP/1.[01] " + status + " .*"), answer);
        assertTrue(answer.contains("content-type: application/problem+json\r\n"), answer);
        assertNoTrace(answer);
    }

    /** Neither answers nor log show any of these, and the log has no defect of the portal. */
    static void assertNothingLeaked(PortalClient client, LogCapture log, List<String> secrets) {
        assertFalse(client.heard().isEmpty());
        for (String secret : secrets) {
            client.heard().forEach(text -> assertFalse(text.contains(secret), text));
            log.lines().forEach(line -> assertFalse(line.contains(secret), line));
        }
        log.lines().forEach(line -> assertFalse(line.startsWith("SEVERE"), line));
    }

    private static void assertNoTrace(String text) {
        assertFalse(STACK_TRACE.matcher(text).find(), text);
    }
}
