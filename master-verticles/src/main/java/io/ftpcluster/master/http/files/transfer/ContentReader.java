package io.ftpcluster.master.http.files.transfer;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.messages.FileStreams.Content;
import io.ftpcluster.messages.FileStreams.Handle;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The bytes of one file for code that waits for them: what comes ahead of it is bounded, and the server waits for it. Used on
 * a {@link ClientThread}, and closed there.
 */
public final class ContentReader implements AutoCloseable {

    /** Buffers on their way between the threads. */
    private static final int WINDOW = 4;
    /** Behind every patience that the server's side has. */
    private static final long MINUTES = 11;

    /** What the stream tells; the end has neither. */
    private record Event(Buffer bytes, Throwable failure) {}

    private final ClientThread thread;
    private final Handle handle;
    private final Content content;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private boolean over;

    /** Takes over the handle; waits for the server to begin, and fails when it doesn't. */
    public ContentReader(ClientThread thread, Handle handle) {
        this.thread = thread;
        this.handle = handle;
        boolean begun = false;
        try {
            content = thread.await(() -> handle.read(0, -1), Content::abort);
            begun = true;
        } finally {
            if (!begun) {
                handle.close();
            }
        }
        content.exceptionHandler(cause -> events.add(new Event(null, cause)));
        content.endHandler(end -> events.add(new Event(null, null)));
        content.handler(bytes -> events.add(new Event(bytes, null)));
        content.fetch(WINDOW);
    }

    /** Waits for more bytes; null after the last, which the server has confirmed. */
    public Buffer next() {
        if (over) {
            return null;
        }
        Event event = take();
        if (event.failure() != null) {
            throw event.failure() instanceof RuntimeException known
                    ? known
                    : Failure.of(FailureCode.BACKEND_FAILED, "The file broke off.").causedBy(event.failure());
        }
        if (event.bytes() == null) {
            over = true;
        } else {
            content.fetch(1);
        }
        return event.bytes();
    }

    private Event take() {
        thread.whenWoken(() -> events.add(
                new Event(null, Failure.of(FailureCode.UNAVAILABLE, "Nobody waits for it any more.").exception())));
        try {
            Event event = events.poll(MINUTES, TimeUnit.MINUTES);
            return event != null
                    ? event
                    : new Event(null,
                            Failure.of(FailureCode.TIMEOUT, "Nothing came for " + MINUTES + " minutes.").exception());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.of(FailureCode.UNAVAILABLE, "The portal is stopping.").causedBy(e);
        } finally {
            thread.goesOn();
        }
    }

    @Override
    public void close() {
        if (!over) {
            content.abort();
        }
        handle.close();
    }
}
