package io.ftpcluster.master.copies;

import io.ftpcluster.bus.FailureException;
import io.ftpcluster.messages.FileStreams.Content;
import io.ftpcluster.messages.FileStreams.Sink;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Moves all bytes of one server's file into another's, as fast as both can and no more than their queues hold at once. */
final class BytePump {

    private static final long LOOK_MILLIS = 200;
    /** Until servers have noticed that a transfer was broken off. */
    private static final long NOTICE_SECONDS = 15;

    private final Content content;
    private final Sink sink;
    private final CompletableFuture<Void> sent = new CompletableFuture<>();

    /** What is looked at meanwhile. */
    interface Watch {
        void look(long moved) throws CopyStoppedException;
    }

    BytePump(Content content, Sink sink) {
        this.content = content;
        this.sink = sink;
    }

    /** Returns when all bytes were read and written, though not yet confirmed; whatever it throws, neither stream moves any more. */
    void run(Watch watch) throws CopyStoppedException {
        sink.exceptionHandler(sent::completeExceptionally);
        sink.drainHandler(drained -> content.resume());
        content.exceptionHandler(sent::completeExceptionally);
        content.endHandler(end -> sent.complete(null));
        content.handler(this::pass);
        content.resume();
        boolean moved = false;
        try {
            while (!isOver()) {
                watch.look(content.moved());
            }
            sent.join();
            moved = true;
        } catch (CompletionException e) {
            if (e.getCause() instanceof FailureException known) {
                throw known;
            }
            throw e;
        } finally {
            if (!moved) {
                content.abort();
            }
        }
    }

    private void pass(Buffer bytes) {
        sink.write(bytes).onFailure(sent::completeExceptionally);
        if (sink.writeQueueFull()) {
            content.pause();
            // It may have drained on its own thread before it was paused.
            if (!sink.writeQueueFull()) {
                content.resume();
            }
        }
    }

    private boolean isOver() throws CopyStoppedException {
        try {
            sent.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CopyStoppedException();
        }
    }

    /** Ends an upload; what it has written stays. Returns when the server has noticed. */
    static void leave(Sink sink, Throwable cause) {
        sink.breakOff(cause);
        awaitEnd(sink);
    }

    /** Ends an upload, of which nothing stays. */
    static void discard(Sink sink) {
        sink.abort();
        awaitEnd(sink);
    }

    private static void awaitEnd(Sink sink) {
        try {
            sink.over().await(NOTICE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            // The server's own affair from here on.
        }
    }
}
