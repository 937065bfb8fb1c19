package io.ftpcluster.master.http.files.transfer;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * A response body for code that writes and may wait: on a virtual thread, never on an event loop. Holds one chunk of
 * some bytes, and each write waits until the client's connection took the chunk before. Closing it ends the
 * response; one that isn't closed never ended.
 */
public final class ResponseStream extends OutputStream {

    private static final int CHUNK = 16 * 1024;

    private final Client client;
    private final Duration stall;
    private final Runnable head;
    private final byte[] chunk;
    private int filled;

    /**
     * @param stall how long a client may take nothing before writing fails
     * @param head sets the headers when the first bytes are there; until then a failure can have its own
     */
    public ResponseStream(Client client, Duration stall, Runnable head) {
        this(client, stall, head, CHUNK);
    }

    /** @param chunk how many bytes are held and sent at once */
    public ResponseStream(Client client, Duration stall, Runnable head, int chunk) {
        this.chunk = new byte[chunk];
        this.client = client;
        this.stall = stall;
        this.head = head;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[]{(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            if (filled == chunk.length) {
                send();
            }
            int step = Math.min(length - done, chunk.length - filled);
            System.arraycopy(bytes, offset + done, chunk, filled, step);
            filled += step;
            done += step;
        }
    }

    @Override
    public void flush() throws IOException {
        if (filled > 0) {
            send();
        }
    }

    @Override
    public void close() throws IOException {
        Buffer rest = Buffer.buffer(filled).appendBytes(chunk, 0, filled);
        await(() -> {
            if (!client.response().headWritten()) {
                head.run();
            }
            return client.response().end(rest).onSuccess(sent -> client.closeIfOnlyThatEndsTheBody());
        });
    }

    private void send() throws IOException {
        Buffer full = Buffer.buffer(filled).appendBytes(chunk, 0, filled);
        filled = 0;
        await(() -> {
            if (!client.response().headWritten()) {
                head.run();
                client.announceUnknownLength();
            }
            return client.response().write(full);
        });
    }

    private void await(Supplier<Future<Void>> step) throws IOException {
        Promise<Void> sent = Promise.promise();
        client.context()
                .runOnContext(v -> Future.succeededFuture()
                        .compose(start -> client.isGone() ? Future.failedFuture("The client has gone") : step.get())
                        .onComplete(sent));
        try {
            AsyncResult<Void> result = sent.future()
                    .transform(ended -> Future.succeededFuture(ended))
                    .await(stall.toMillis(), TimeUnit.MILLISECONDS);
            if (result.failed()) {
                throw new IOException("The client has gone", result.cause());
            }
        } catch (TimeoutException e) {
            throw new IOException("The client took nothing for " + stall.toSeconds() + " s", e);
        }
    }
}
