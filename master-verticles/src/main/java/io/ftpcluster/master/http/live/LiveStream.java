package io.ftpcluster.master.http.live;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/**
 * One reader's stream of events. Whoever reads too slowly misses events, and gets all states anew when it can take them: no
 * more than one event waits for it, whatever happens meanwhile. Its methods may be called on any thread.
 */
final class LiveStream {

    private static final Buffer HEARTBEAT = Buffer.buffer(":\n\n");

    private final Context context;
    private final WriteStream<Buffer> out;
    private final Consumer<LiveStream> behind;
    private Iterator<Buffer> rest = Collections.emptyIterator();
    private boolean missed;
    private boolean asked;
    private boolean ended;

    /**
     * @param context that of the reader's connection; all below happens on it
     * @param behind is told when events were missed and there is room again: {@link #states} is awaited then
     */
    LiveStream(Context context, WriteStream<Buffer> out, Consumer<LiveStream> behind) {
        this.context = context;
        this.out = out;
        this.behind = behind;
        out.drainHandler(drained -> proceed());
    }

    /** What has changed since the last event, in the pieces of one event. */
    void tick(List<Buffer> event) {
        context.runOnContext(here -> {
            if (missed || isBusy()) {
                missed = true;
                proceed();
            } else {
                send(event);
            }
        });
    }

    /** All states: whatever was missed before doesn't matter any more. */
    void states(List<Buffer> event) {
        context.runOnContext(here -> {
            asked = false;
            missed = isBusy();
            if (missed) {
                proceed();
            } else {
                send(event);
            }
        });
    }

    /** Shows both ends that the other is there; not needed where something waits to be sent. */
    void beat() {
        context.runOnContext(here -> {
            if (!isBusy()) {
                send(List.of(HEARTBEAT));
            }
        });
    }

    /** @param gracefulShutdown one event, said unless the reader is in the middle of another */
    Future<Void> end(Buffer gracefulShutdown) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(here -> {
            if (ended) {
                done.complete();
                return;
            }
            ended = true;
            Future<Void> sent = rest.hasNext() ? out.end() : out.end(gracefulShutdown);
            // A reader who is gone needs no goodbye.
            sent.onComplete(ignored -> done.complete());
        });
        return done.future();
    }

    /** The reader is gone: nothing more is written. On the context. */
    void gone() {
        ended = true;
        rest = Collections.emptyIterator();
    }

    private boolean isBusy() {
        return rest.hasNext() || out.writeQueueFull();
    }

    private void send(List<Buffer> event) {
        rest = event.iterator();
        proceed();
    }

    private void proceed() {
        while (!ended && rest.hasNext() && !out.writeQueueFull()) {
            out.write(rest.next());
        }
        if (missed && !asked && !ended && !isBusy()) {
            asked = true;
            behind.accept(this);
        }
    }
}
