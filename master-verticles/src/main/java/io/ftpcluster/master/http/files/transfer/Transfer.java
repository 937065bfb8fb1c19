package io.ftpcluster.master.http.files.transfer;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.messages.FileStreams.Content;
import io.ftpcluster.messages.FileStreams.Handle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Optional;

/**
 * Bytes from a server to a client, as fast as the slower of the two. The head goes out with the first bytes, so that a
 * failure before them still gets a problem response.
 */
public final class Transfer {

    /** Buffers that may be on their way between the two event loops; more is memory per slow client. */
    private static final int WINDOW = 4;

    private final Vertx vertx;
    private final Client client;
    private final HttpServerResponse response;
    private final Handle handle;
    private final Content content;
    private final long promised;
    private final Duration stall;
    private final Runnable head;
    private final Optional<SocketOutlet> outlet;
    private long received;
    private Buffer last;
    private int owed;
    private boolean done;
    private long stallTimer = -1;

    /**
     * @param promised Content-Length, or -1 for none
     * @param stall how long a client may take nothing before it is given up
     * @param head sets the headers
     */
    public Transfer(Vertx vertx, Client client, Handle handle, Content content, long promised, Duration stall,
            Runnable head) {
        this.vertx = vertx;
        this.client = client;
        this.response = client.response();
        this.handle = handle;
        this.content = content;
        this.promised = promised;
        this.stall = stall;
        this.head = head;
        this.outlet = client.socket().isBare(promised)
                ? Optional.of(new SocketOutlet(vertx, client, stall, content::moved, this::passed))
                : Optional.empty();
    }

    /** Takes over content and handle: both are released in every case. */
    public void start() {
        client.whenGone(this::release);
        if (client.isGone()) {
            release();
            return;
        }
        response.drainHandler(ready -> drained());
        content.exceptionHandler(cause -> client.onLoop(() -> fail(cause)));
        content.endHandler(end -> client.onLoop(this::ended));
        content.handler(buffer -> client.onLoop(() -> received(buffer)));
        outlet.ifPresent(content::splice);
        content.fetch(WINDOW);
    }

    /** Bytes that went to the client past this. */
    private void passed(long bytes) {
        received += bytes;
    }

    private void received(Buffer buffer) {
        if (done) {
            return;
        }
        if (buffer.length() == 0) {
            content.fetch(1);
            return;
        }
        received += buffer.length();
        if (promised >= 0 && received > promised) {
            fail(lied("sent more than the " + promised + " bytes that it announced"));
        } else if (received == promised) {
            // The client would take these for the end of a good file, so they wait for the server's confirmation.
            last = buffer;
            content.fetch(1);
        } else {
            write(buffer);
        }
    }

    private void write(Buffer buffer) {
        writeHeaders();
        Future<Void> written = response.write(buffer);
        outlet.ifPresent(way -> way.written(received, written));
        if (response.writeQueueFull()) {
            owed++;
            watchForStall();
        } else {
            content.fetch(1);
        }
    }

    private void drained() {
        vertx.cancelTimer(stallTimer);
        stallTimer = -1;
        if (owed > 0 && !done) {
            int due = owed;
            owed = 0;
            content.fetch(due);
        }
    }

    private void ended() {
        if (done) {
            return;
        }
        if (promised >= 0 && received < promised) {
            fail(lied("ended after " + received + " of " + promised + " bytes"));
            return;
        }
        writeHeaders();
        finish();
        response.end(last == null ? Buffer.buffer() : last).onSuccess(sent -> client.closeIfOnlyThatEndsTheBody());
    }

    private void fail(Throwable cause) {
        if (!done) {
            release();
            client.fail(cause);
        }
    }

    private void release() {
        if (!done) {
            content.abort();
            finish();
        }
    }

    private void finish() {
        done = true;
        vertx.cancelTimer(stallTimer);
        outlet.ifPresent(SocketOutlet::close);
        handle.close();
    }

    private void writeHeaders() {
        if (!response.headWritten()) {
            head.run();
        }
    }

    private void watchForStall() {
        if (stallTimer < 0) {
            stallTimer = vertx
                    .setTimer(stall.toMillis(),
                            id -> fail(Failure
                                    .of(FailureCode.TIMEOUT, "The client took nothing for " + stall.toSeconds() + " s.")
                                    .exception()));
        }
    }

    private static RuntimeException lied(String what) {
        return Failure.of(FailureCode.BACKEND_FAILED, "The FTP server " + what + ".").exception();
    }
}
