package io.ftpcluster.master.http.files;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.messages.Files.Sink;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/**
 * Bytes from a client to a server, as fast as the slower of the two. The file is committed only when all of them came;
 * a client that leaves, and a server that fails, end it at once.
 */
final class UploadTransfer {

    private static final int NO_CONTENT = 204;

    private final Client client;
    private final HttpServerRequest request;
    private final Sink sink;
    private final long promised;
    private final FtpPath path;
    private long received;
    private boolean done;

    /** @param promised how many bytes must come, or -1 when unknown */
    UploadTransfer(Client client, Sink sink, long promised, FtpPath path) {
        this.client = client;
        this.request = client.request();
        this.sink = sink;
        this.promised = promised;
        this.path = path;
    }

    /** Takes over the sink: it is committed or aborted in every case. */
    void start() {
        client.whenGone(this::abort);
        if (client.isGone()) {
            abort();
            return;
        }
        sink.exceptionHandler(cause -> client.onLoop(() -> fail(cause)));
        sink.drainHandler(ready -> client.onLoop(this::drained));
        request.exceptionHandler(gone -> abort());
        request.endHandler(end -> ended());
        request.handler(this::received);
        client.expectMuch();
        request.resume();
    }

    private void received(Buffer buffer) {
        if (done) {
            return;
        }
        received += buffer.length();
        sink.write(buffer).onFailure(cause -> client.onLoop(() -> fail(cause)));
        if (sink.writeQueueFull()) {
            request.pause();
        }
    }

    private void drained() {
        if (!done) {
            request.resume();
        }
    }

    private void ended() {
        if (done) {
            return;
        }
        if (promised >= 0 && received != promised) {
            fail(Failure.invalid("Content-Range", "promised " + promised + " bytes, but " + received + " came")
                    .exception());
            return;
        }
        done = true;
        // All is there: whether the client waits for the answer changes nothing.
        client.whenGone(() -> {});
        sink.commit().onComplete(result -> client.onLoop(() -> {
            if (result.succeeded()) {
                answer(result.result());
            } else {
                client.fail(result.cause());
            }
        }));
    }

    private void answer(boolean created) {
        if (created) {
            client.created(path);
        } else {
            client.end(NO_CONTENT);
        }
    }

    private void fail(Throwable cause) {
        if (!done) {
            abort();
            client.fail(cause);
        }
    }

    private void abort() {
        if (!done) {
            done = true;
            sink.abort();
        }
    }
}
