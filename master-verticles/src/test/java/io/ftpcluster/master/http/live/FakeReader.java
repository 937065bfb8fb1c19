package io.ftpcluster.master.http.live;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Takes a stream's events as they come, or stops to when a test says so. Written to on one context. */
final class FakeReader implements WriteStream<Buffer> {

    private static final int SECONDS = 30;

    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final List<Buffer> pieces = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private volatile boolean full;
    private volatile boolean ended;
    private volatile int writtenWhileFull;
    private Handler<Void> drained = ignored -> {};

    void stopReading() {
        full = true;
    }

    void readOn(Context context) {
        context.runOnContext(here -> {
            full = false;
            drained.handle(null);
        });
    }

    /** The next event, without the heartbeats. */
    String next() throws InterruptedException {
        String event = events.poll(SECONDS, TimeUnit.SECONDS);
        assertTrue(event != null, "no event within " + SECONDS + " s");
        return event.equals(":") ? next() : event;
    }

    boolean hasNone() {
        return events.isEmpty();
    }

    int writtenWhileFull() {
        return writtenWhileFull;
    }

    boolean isEnded() {
        return ended;
    }

    /** All that was written so far. */
    synchronized List<Buffer> pieces() {
        return List.copyOf(pieces);
    }

    @Override
    public synchronized Future<Void> write(Buffer piece) {
        if (full) {
            writtenWhileFull++;
        }
        pieces.add(piece);
        text.append(piece);
        for (int end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
            events.add(text.substring(0, end));
            text.delete(0, end + 2);
        }
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> end() {
        ended = true;
        return Future.succeededFuture();
    }

    @Override
    public boolean writeQueueFull() {
        return full;
    }

    @Override
    public FakeReader drainHandler(Handler<Void> handler) {
        drained = handler;
        return this;
    }

    @Override
    public FakeReader exceptionHandler(Handler<Throwable> handler) {
        return this;
    }

    @Override
    public FakeReader setWriteQueueMaxSize(int size) {
        return this;
    }
}
