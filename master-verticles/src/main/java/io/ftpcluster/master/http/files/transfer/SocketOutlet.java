package io.ftpcluster.master.http.files.transfer;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.messages.FileStreams.Outlet;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * A client's socket as the way out for bytes that don't pass through the response. While they flow, the connection is
 * told now and then that it isn't idle, which it can't see. Used on the client's event loop, but for what the interface offers.
 */
final class SocketOutlet implements Outlet {

    private final Client client;
    private final Duration patience;
    private final Heartbeat heartbeat;
    private final LongConsumer onPassed;
    private Request<?> request;
    private long written;
    private Future<Void> flushed = Future.succeededFuture();
    private boolean closed;

    /**
     * @param moved how many bytes have gone so far, both ways together
     * @param onPassed is told what went past the response
     */
    SocketOutlet(Vertx vertx, Client client, Duration patience, LongSupplier moved, LongConsumer onPassed) {
        this.client = client;
        this.patience = patience;
        this.heartbeat = new Heartbeat(vertx, client, patience, moved);
        this.onPassed = onPassed;
    }

    private record Request<T>(long handedOut, IntFunction<T> use, Promise<T> promise) {

        void grant(int descriptor) {
            promise.complete(use.apply(descriptor));
        }
    }

    @Override
    public <T> Future<T> after(long handedOut, IntFunction<T> use) {
        Promise<T> promise = Promise.promise();
        client.onLoop(() -> {
            request = new Request<>(handedOut, use, promise);
            check();
        });
        return promise.future();
    }

    @Override
    public Duration patience() {
        return patience;
    }

    @Override
    public void passed(long bytes) {
        client.onLoop(() -> {
            heartbeat.stop();
            onPassed.accept(bytes);
        });
    }

    /** So many bytes were written to the response, the last of them with this result. */
    void written(long total, Future<Void> result) {
        written = total;
        flushed = result;
        check();
    }

    private void check() {
        if (closed) {
            refuse();
        } else if (request != null && request.handedOut() == written) {
            Request<?> granted = request;
            flushed.onComplete(sent -> client.onLoop(() -> {
                if (request == null || request.promise() != granted.promise()) {
                    return;
                }
                Optional<Integer> descriptor = client.socket().descriptor();
                if (closed || sent.failed() || descriptor.isEmpty()) {
                    refuse();
                } else {
                    request = null;
                    grant(granted, descriptor.get());
                }
            }));
        }
    }

    private void grant(Request<?> granted, int descriptor) {
        try {
            granted.grant(descriptor);
        } catch (RuntimeException e) {
            granted.promise().tryFail(e);
            return;
        }
        heartbeat.start();
    }

    private void refuse() {
        if (request != null) {
            request.promise().tryFail(Failure.of(FailureCode.UNAVAILABLE, "The client has gone.").exception());
            request = null;
        }
    }

    /** The transfer is over. */
    void close() {
        closed = true;
        heartbeat.stop();
        refuse();
    }
}
