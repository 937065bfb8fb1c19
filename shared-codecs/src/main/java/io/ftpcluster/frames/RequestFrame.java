package io.ftpcluster.frames;

import java.util.Map;

/**
 * Something for the agent to do, answered by {@link AnswerFrame} with the same id within {@value #SECONDS} s. An action that the
 * agent doesn't know is answered with an error, never by silence.
 *
 * @param action {@code ping} does nothing
 */
public record RequestFrame(String id, String action, Map<String, String> arguments) implements Frame.FromPortal {

    public static final int SECONDS = 30;

    private static final int MAX_ENTRIES = 64;
    private static final int MAX_TEXT = 4096;

    public RequestFrame {
        required("id", id);
        required("action", action);
        arguments = texts("arguments", arguments);
    }

    static void required(String field, String value) {
        if (value == null || value.isEmpty()) {
            throw new FrameException(field + " is missing");
        }
        Limits.text(field, value);
    }

    static Map<String, String> texts(String field, Map<String, String> values) {
        if (values == null) {
            return Map.of();
        }
        boolean tooMuch = values.size() > MAX_ENTRIES
                || values.values().stream().anyMatch(value -> value == null || value.length() > MAX_TEXT);
        if (tooMuch) {
            throw new FrameException(
                    field + " must be at most " + MAX_ENTRIES + " texts of at most " + MAX_TEXT + " characters");
        }
        return Map.copyOf(values);
    }
}
