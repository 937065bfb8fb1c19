package io.ftpcluster.agent.request;

import io.ftpcluster.frames.AnswerFrame;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What came of the last requests, for those that are sent again as their answer was lost: at most {@value #MOST} answers,
 * {@value #MOST_BYTES} bytes of them, for an hour. Not thread-safe. Times are of {@link System#nanoTime}.
 */
final class AnswerMemory {

    static final int MOST = 256;
    static final int MOST_BYTES = 512 * 1024;
    /** As long as the longest deadline, within which the portal repeats. */
    static final Duration KEPT = Duration.ofHours(1);

    /** Oldest first. */
    private final Map<String, Remembered> answers = new LinkedHashMap<>();
    private int bytes;
    /** When the last request came whose answer may be missing here; at first, when the agent began to remember. */
    private long incompleteUntil;

    /** @param digest of {@link RequestDigest} */
    record Remembered(String digest, AnswerFrame answer, int bytes, long cameAt, long answeredAt) {}

    AnswerMemory(long now) {
        this.incompleteUntil = now;
    }

    /** @param remembered with {@code answeredAt} now */
    void put(String id, Remembered remembered) {
        answers.put(id, remembered);
        bytes += remembered.bytes();
        forgetUntil(remembered.answeredAt());
    }

    /** Null when there is none. */
    Remembered find(String id, long now) {
        forgetUntil(now);
        return answers.get(id);
    }

    /** Whether all that came since then is here, or was never answered. */
    boolean isCompleteSince(long time) {
        return time - incompleteUntil > 0;
    }

    private void forgetUntil(long now) {
        Iterator<Remembered> oldest = answers.values().iterator();
        while (oldest.hasNext()) {
            Remembered next = oldest.next();
            boolean fits = answers.size() <= MOST && bytes <= MOST_BYTES;
            if (fits && now - next.answeredAt() <= KEPT.toNanos()) {
                return;
            }
            oldest.remove();
            bytes -= next.bytes();
            if (next.cameAt() - incompleteUntil > 0) {
                incompleteUntil = next.cameAt();
            }
        }
    }
}
