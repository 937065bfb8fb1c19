package io.ftpcluster.agent.probe;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What is asked of a file system, on a thread of its own: one on a network whose server has gone answers never. Used by one
 * thread.
 */
final class BoundedCall<T> {

    private static final long MOST_MILLIS = 500;

    private final Callable<T> question;
    private final ExecutorService asker;
    private Future<T> asked;

    /** @param thread the name of the thread that asks */
    BoundedCall(String thread, Callable<T> question) {
        this.question = question;
        this.asker = Executors.newSingleThreadExecutor(task -> {
            Thread created = new Thread(task, thread);
            created.setDaemon(true);
            return created;
        });
    }

    /** Whether no answer to the last {@link #ask} has come yet. */
    boolean isOpen() {
        return asked != null;
    }

    /** Null when the answer is null or a failure, or doesn't come within half a second. */
    T ask() {
        long patience = asked == null ? MOST_MILLIS : 0;
        if (asked == null) {
            asked = asker.submit(question);
        }
        try {
            T answer = asked.get(patience, TimeUnit.MILLISECONDS);
            asked = null;
            return answer;
        } catch (TimeoutException stuck) {
            // The same question is still open the next time; no second one is added.
            return null;
        } catch (ExecutionException e) {
            asked = null;
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
