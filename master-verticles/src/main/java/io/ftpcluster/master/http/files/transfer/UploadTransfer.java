package io.ftpcluster.master.http.files.transfer;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.master.http.files.path.FtpPath;
import io.ftpcluster.master.http.framing.MalformedRequest;
import io.ftpcluster.messages.FileStreams.Sink;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Optional;

/**
 * Bytes from a client to a server, as fast as the slower of the two. The file is committed only when all of them came;
 * a client that leaves, and a server that fails, end it at once.
 */
public final class UploadTransfer {

    private static final int NO_CONTENT = 204;

    private final Client client;
    private final HttpServerRequest request;
    private final Sink sink;
    private final long promised;
    private final FtpPath path;
    private final Optional<SocketInlet> inlet;
    /** The connection sees nothing of what goes past it, nor that a slow server still takes what it has read. */
    private final Heartbeat heartbeat;
    private long received;
    private boolean done;

    /**
     * @param promised how many bytes must come, or -1 when unknown
     * @param stall how long a client may send nothing before it is given up
     */
    public UploadTransfer(Vertx vertx, Client client, Sink sink, long promised, Duration stall, FtpPath path) {
        this.client = client;
        this.request = client.request();
        this.sink = sink;
        this.promised = promised;
        this.path = path;
        this.inlet = client.socket().isBare(bodyLength())
                ? Optional.of(new SocketInlet(client, stall, () -> received, this::passed))
                : Optional.empty();
        this.heartbeat = new Heartbeat(vertx, client, stall, sink::progress);
    }

    /** -1 unless the body is the file's bytes and nothing else, and all of them. */
    private long bodyLength() {
        boolean coded = request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
        return coded || !String.valueOf(promised).equals(request.getHeader(HttpHeaders.CONTENT_LENGTH)) ? -1 : promised;
    }

    /** Takes over the sink: it is committed or aborted in every case. */
    public void start() {
        client.whenGone(this::abort);
        if (client.isGone()) {
            abort();
            return;
        }
        sink.exceptionHandler(cause -> client.onLoop(() -> fail(cause)));
        sink.drainHandler(ready -> client.onLoop(this::drained));
        request.exceptionHandler(this::brokeOff);
        request.endHandler(end -> ended());
        request.handler(this::received);
        inlet.ifPresent(sink::splice);
        client.socket().expectMuch();
        heartbeat.start();
        request.resume();
    }

    private void received(Buffer buffer) {
        if (done) {
            return;
        }
        if (inlet.filter(SocketInlet::isTaken).isPresent()) {
            // Read because the client was leaving, and out of the middle of what the relay takes: no place is right for them.
            fail(Failure.of(FailureCode.INVALID, "The upload broke off.").exception());
            return;
        }
        received += buffer.length();
        sink.write(buffer).onFailure(cause -> client.onLoop(() -> fail(cause)));
        if (sink.writeQueueFull() && !isStopped()) {
            request.pause();
        }
    }

    /** The client has gone, or sends what isn't a body. */
    private void brokeOff(Throwable cause) {
        if (cause instanceof MalformedRequest) {
            fail(cause);
        } else {
            abort();
        }
    }

    private boolean isStopped() {
        return inlet.filter(SocketInlet::isStopped).isPresent();
    }

    /** The rest of the body went to the server past this. When HTTP still waits for it, the connection must go. */
    private void passed(long bytes) {
        if (!done) {
            received += bytes;
            // What is still missing must not be taken for another request when it comes.
            if (received != promised || client.isGone() || !client.socket().endBody()) {
                client.closeAfterResponse();
                ended();
            }
        }
    }

    private void drained() {
        if (!done && !isStopped()) {
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
        finish();
        // All is there: whether the client waits for the answer changes nothing.
        client.whenGone(() -> {});
        sink.commit().onComplete(result -> client.onLoop(() -> {
            heartbeat.stop();
            if (result.succeeded()) {
                answer(result.result());
            } else {
                client.fail(result.cause());
            }
        }));
    }

    private void answer(boolean created) {
        if (sink.takenAway()) {
            client.accepted("The server has all bytes and has taken the file away before it got its name. Whoever"
                    + " manages this server should set its upload_mode to direct.");
        } else if (created) {
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
            finish();
            heartbeat.stop();
            sink.abort();
        }
    }

    private void finish() {
        done = true;
        inlet.ifPresent(SocketInlet::close);
    }
}
