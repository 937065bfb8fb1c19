package io.ftpcluster.master.http.files;

import io.ftpcluster.messages.FileStreams;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.zip.CRC32;

/** Takes bytes on an event loop of its own, as fast as its script says, and keeps none. */
final class FakeSink implements FileStreams.Sink {

    /**
     * @param takes how many bytes it takes at all; then it stands still
     * @param failsAt at which byte it fails, or -1
     * @param created what a commit says, or fails with
     * @param takenAway whether the server takes the file away then
     */
    record Script(long takes, long failsAt, Future<Boolean> created, boolean takenAway) {
        Script(long takes, long failsAt, Future<Boolean> created) {
            this(takes, failsAt, created, false);
        }

        static Script good(boolean created) {
            return new Script(Long.MAX_VALUE, -1, Future.succeededFuture(created));
        }
    }

    private static final int HIGH = 64 * 1024;

    final Promise<Void> aborted = Promise.promise();
    final Promise<Void> committed = Promise.promise();
    final Promise<Void> started = Promise.promise();
    private final Context context;
    private final Script script;
    private final CRC32 crc = new CRC32();
    private final Queue<Buffer> queue = new ArrayDeque<>();
    private long queued;
    private long mostQueued;
    private long given;
    private long taken;
    private boolean failed;
    private Handler<Void> drainHandler;
    private Handler<Throwable> exceptionHandler;

    FakeSink(Vertx vertx, Script script) {
        this.context = ((VertxInternal) vertx).createEventLoopContext();
        this.script = script;
    }

    synchronized long given() {
        return given;
    }

    synchronized long taken() {
        return taken;
    }

    synchronized long mostQueued() {
        return mostQueued;
    }

    synchronized long crc() {
        return crc.getValue();
    }

    @Override
    public synchronized Future<Void> write(Buffer bytes) {
        queue.add(bytes);
        given += bytes.length();
        queued += bytes.length();
        mostQueued = Math.max(mostQueued, queued);
        started.tryComplete();
        context.runOnContext(v -> take());
        return Future.succeededFuture();
    }

    private synchronized void take() {
        if (failed || queue.isEmpty() || taken >= script.takes()) {
            return;
        }
        Buffer bytes = queue.remove();
        queued -= bytes.length();
        taken += bytes.length();
        crc.update(bytes.getBytes());
        if (script.failsAt() >= 0 && taken >= script.failsAt()) {
            failed = true;
            exceptionHandler.handle(FakeContent.dead());
        } else if (queued < HIGH / 2) {
            drainHandler.handle(null);
        }
    }

    @Override
    public synchronized boolean writeQueueFull() {
        return queued >= HIGH;
    }

    @Override
    public synchronized FakeSink exceptionHandler(Handler<Throwable> handler) {
        exceptionHandler = handler;
        return this;
    }

    @Override
    public synchronized FakeSink drainHandler(Handler<Void> handler) {
        drainHandler = handler;
        return this;
    }

    @Override
    public FakeSink setWriteQueueMaxSize(int size) {
        return this;
    }

    @Override
    public Future<Void> end() {
        throw new AssertionError("an upload ends by commit or abort");
    }

    /** Once all has been taken. */
    @Override
    public Future<Boolean> commit() {
        Promise<Boolean> result = Promise.promise();
        context.runOnContext(v -> {
            committed.tryComplete();
            script.created().onComplete(result);
        });
        return result.future();
    }

    @Override
    public boolean takenAway() {
        return script.takenAway();
    }

    @Override
    public synchronized void breakOff(Throwable cause) {
        failed = true;
        context.runOnContext(v -> exceptionHandler.handle(cause));
    }

    @Override
    public Future<FileStreams.Ending> over() {
        throw new AssertionError("only the portal's list of transfers asks");
    }

    @Override
    public synchronized long moved() {
        return taken;
    }

    @Override
    public void abort() {
        aborted.tryComplete();
    }
}
