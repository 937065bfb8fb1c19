package io.ftpcluster.frames;

import java.util.Map;

/**
 * Something for the agent to do, answered by {@link AnswerFrame} with the same id. An action that the agent doesn't know is
 * answered with an error, never by silence.
 *
 * @param id of the request, not of this frame: one that comes again is answered with what came of it the first time
 * @param action {@code ping} does nothing
 * @param deadlineMillis within which it is to be answered; then nobody waits any more
 * @param ageMillis how long ago it may have been sent for the first time, perhaps on another link; null for the first time
 * @param progress whether {@link ProgressFrame} is understood and wanted
 */
public record RequestFrame(String id, String action, Map<String, String> arguments, int deadlineMillis,
        Integer ageMillis, boolean progress) implements Frame.FromPortal {

    /** Of a request that says nothing of its deadline. */
    public static final int SECONDS = 30;
    /** The latest deadline. */
    public static final int MAX_SECONDS = 3600;

    private static final int MILLIS = 1000;
    static final int DEFAULT_MILLIS = SECONDS * MILLIS;
    static final int MAX_MILLIS = MAX_SECONDS * MILLIS;
    private static final int MAX_ENTRIES = 64;
    private static final int MAX_TEXT = 4096;

    public RequestFrame {
        required("id", id);
        required("action", action);
        arguments = texts("arguments", arguments);
        if (deadlineMillis < 1 || deadlineMillis > MAX_MILLIS) {
            throw new FrameException("deadline_ms must be a whole number from 1 to " + MAX_MILLIS);
        }
        if (ageMillis != null && ageMillis < 0) {
            throw new FrameException("age_ms must not be negative");
        }
    }

    /** As portals sent it that knew neither deadlines nor repeats. */
    public RequestFrame(String id, String action, Map<String, String> arguments) {
        this(id, action, arguments, DEFAULT_MILLIS, null, false);
    }

    /** Without the values of the arguments, which may be secrets. */
    @Override
    public String toString() {
        return "RequestFrame[id=" + id + ", action=" + action + ", arguments=" + arguments.keySet()
                + ", deadlineMillis=" + deadlineMillis + ", ageMillis=" + ageMillis + ", progress=" + progress + "]";
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
