package io.ftpcluster.master.http.files;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.messages.FileStreams.Content;
import io.ftpcluster.messages.FileStreams;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/** A stream on an event loop of its own, which gives no more than was fetched. */
final class FakeContent implements Content {

    /** How a stream ends. */
    enum End {
        REGULAR,
        FAILURE,
        SILENCE
    }

    /**
     * @param byteAt what stands at a position
     * @param length how much really comes
     * @param refusal why reading can't start, or null
     */
    record Script(LongFunction<Byte> byteAt, long length, End end, Throwable refusal) {
        static Script of(byte[] bytes) {
            return new Script(at -> bytes[(int) at], bytes.length, End.REGULAR, null);
        }

        static Script pattern(long length, End end) {
            return new Script(at -> (byte) ((at * 31) >> 3), length, end, null);
        }

        static Script refusing() {
            return new Script(at -> (byte) 0, 0, End.REGULAR, dead());
        }

        byte[] bytes(int from, int count) {
            byte[] made = new byte[count];
            for (int i = 0; i < count; i++) {
                made[i] = byteAt.apply((long) from + i);
            }
            return made;
        }
    }

    private static final int CHUNK = 8192;

    final AtomicLong given = new AtomicLong();
    final Promise<Void> aborted = Promise.promise();
    private final Context context;
    private final Script script;
    private final long limit;
    private long at;
    private long demand;
    private boolean ended;
    private Handler<Buffer> handler;
    private Handler<Void> endHandler;
    private Handler<Throwable> exceptionHandler;

    FakeContent(Vertx vertx, Script script, long offset, long length) {
        this.context = ((VertxInternal) vertx).createEventLoopContext();
        this.script = script;
        this.at = offset;
        this.limit = length < 0 ? script.length() : Math.min(script.length(), offset + length);
    }

    static Throwable dead() {
        return Failure.of(FailureCode.BACKEND_FAILED, "The FTP server closed the connection.").exception();
    }

    @Override
    public synchronized FakeContent handler(Handler<Buffer> newHandler) {
        handler = newHandler;
        return this;
    }

    @Override
    public synchronized FakeContent endHandler(Handler<Void> newHandler) {
        endHandler = newHandler;
        return this;
    }

    @Override
    public synchronized FakeContent exceptionHandler(Handler<Throwable> newHandler) {
        exceptionHandler = newHandler;
        return this;
    }

    @Override
    public synchronized FakeContent pause() {
        demand = 0;
        return this;
    }

    @Override
    public FakeContent resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public synchronized FakeContent fetch(long amount) {
        demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
        context.runOnContext(v -> give());
        return this;
    }

    @Override
    public void abort() {
        aborted.tryComplete();
    }

    @Override
    public synchronized void breakOff(Throwable cause) {
        ended = true;
        context.runOnContext(v -> exceptionHandler.handle(cause));
    }

    @Override
    public Future<FileStreams.Ending> over() {
        throw new AssertionError("only the portal's list of transfers asks");
    }

    @Override
    public long moved() {
        return given.get();
    }

    private synchronized void give() {
        if (ended || aborted.future().isComplete()) {
            return;
        }
        if (at >= limit) {
            end();
        } else if (demand > 0) {
            demand--;
            int size = (int) Math.min(CHUNK, limit - at);
            byte[] bytes = new byte[size];
            for (int i = 0; i < size; i++) {
                bytes[i] = script.byteAt().apply(at + i);
            }
            at += size;
            given.addAndGet(size);
            handler.handle(Buffer.buffer(bytes));
            context.runOnContext(v -> give());
        }
    }

    private void end() {
        ended = script.end() != End.SILENCE;
        switch (script.end()) {
            case REGULAR -> endHandler.handle(null);
            case FAILURE -> exceptionHandler.handle(dead());
            case SILENCE -> {
            }
        }
    }
}
