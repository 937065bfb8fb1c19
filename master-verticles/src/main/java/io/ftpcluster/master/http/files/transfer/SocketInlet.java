package io.ftpcluster.master.http.files.transfer;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.messages.FileStreams.Inlet;
import io.ftpcluster.messages.FileStreams.Stopped;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * A client's socket as the source of a body's rest, which HTTP doesn't read. Used on the client's event loop, but for what
 * the interface offers.
 */
final class SocketInlet implements Inlet {

    private final Client client;
    private final Duration patience;
    private final LongSupplier read;
    private final LongConsumer onPassed;
    private boolean stopped;
    private boolean taken;
    private boolean closed;

    /**
     * @param read how many bytes of the body HTTP has read and written to the sink
     * @param onPassed is told what went past HTTP
     */
    SocketInlet(Client client, Duration patience, LongSupplier read, LongConsumer onPassed) {
        this.client = client;
        this.patience = patience;
        this.read = read;
        this.onPassed = onPassed;
    }

    @Override
    public <T> Future<Stopped<T>> stop(IntFunction<T> use) {
        Promise<Stopped<T>> promise = Promise.promise();
        client.onLoop(() -> {
            stopped = true;
            client.readOn();
            settle(-1, use, promise);
        });
        return promise.future();
    }

    /**
     * What was read before comes in the next turns of the loop, and when HTTP's queue has run empty it starts to read
     * again. So reading is over when it was off for a whole turn and nothing came.
     */
    private <T> void settle(long before, IntFunction<T> use, Promise<Stopped<T>> promise) {
        client.context().runOnContext(v -> {
            long now = read.getAsLong();
            Optional<Integer> descriptor = client.socket().descriptor();
            if (closed || !stopped || client.isGone() || descriptor.isEmpty()) {
                promise.fail(Failure.of(FailureCode.UNAVAILABLE, "The client has gone.").exception());
            } else if (client.socket().stopReading() || now != before) {
                settle(now, use, promise);
            } else {
                grant(now, descriptor.get(), use, promise);
            }
        });
    }

    private <T> void grant(long now, int descriptor, IntFunction<T> use, Promise<Stopped<T>> promise) {
        T result;
        try {
            result = use.apply(descriptor);
        } catch (RuntimeException e) {
            promise.fail(e);
            return;
        }
        taken = true;
        promise.complete(new Stopped<>(now, result));
    }

    @Override
    public void goOn() {
        client.onLoop(() -> {
            stopped = false;
            taken = false;
            client.socket().goOnReading();
        });
    }

    @Override
    public Duration patience() {
        return patience;
    }

    @Override
    public void passed(long bytes) {
        client.onLoop(() -> {
            stopped = false;
            taken = false;
            onPassed.accept(bytes);
        });
    }

    /** Whether reading was stopped: it must not be started by anybody else then. */
    boolean isStopped() {
        return stopped;
    }

    /** Whether bytes that HTTP reads now are taken out of the middle of somebody else's. */
    boolean isTaken() {
        return taken;
    }

    /** The transfer is over. */
    void close() {
        closed = true;
    }
}
