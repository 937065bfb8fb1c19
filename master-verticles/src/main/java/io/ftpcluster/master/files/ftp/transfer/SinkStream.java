package io.ftpcluster.master.files.ftp.transfer;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.files.UploadOutcome;
import io.ftpcluster.messages.FileStreams;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Between a writer on a Vert.x context and a virtual thread that sends to a socket. Says that it is full from
 * {@value #QUEUED_BYTES} queued bytes on, as a WriteStream bounds its queue. Thread-safe; all handlers are called on the context of
 * whoever uses it first.
 */
public final class SinkStream implements FileStreams.Sink {

    private static final int QUEUED_BYTES = 256 * 1024;

    private final Vertx vertx;
    private final boolean inPlace;
    private final Runnable onAbort;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final UploadQueue queue = new UploadQueue(QUEUED_BYTES);
    private final Promise<FileStreams.Ending> ending = Promise.promise();
    private final ZeroCopyState<FileStreams.Inlet> zeroCopy = new ZeroCopyState<>();
    private ContextInternal context;
    private boolean ended;
    private boolean aborted;
    private boolean fed;
    private boolean over;
    private boolean takenAway;
    private Throwable failure;
    private Throwable brokenOff;
    private Promise<Boolean> commit;
    private Handler<Void> drainHandler;
    private Handler<Throwable> exceptionHandler;

    /**
     * @param inPlace whether the bytes go straight to the real name
     * @param onAbort called once, from any thread, when the upload is given up or broken off; must not block
     */
    SinkStream(Vertx vertx, boolean inPlace, Runnable onAbort) {
        this.vertx = vertx;
        this.inPlace = inPlace;
        this.onAbort = onAbort;
    }

    /**
     * The bytes to send next, after those before were sent; null when no more will come, or none came in time.
     *
     * @param first how long the writer may take to start
     * @param later how long it may pause after that
     */
    Buffer next(Duration first, Duration later) throws InterruptedException {
        lock.lock();
        try {
            settle();
            long left = (fed ? later : first).toNanos();
            while (queue.isEmpty() && commit == null && !aborted && left > 0) {
                left = changed.awaitNanos(left);
            }
            return aborted ? null : queue.take();
        } finally {
            lock.unlock();
        }
    }

    /** What {@link #next} gave has been sent. */
    void sent() {
        lock.lock();
        try {
            settle();
        } finally {
            lock.unlock();
        }
    }

    private void settle() {
        if (queue.settle()) {
            tell(drainHandler, null);
        }
    }

    /** Whether the writer says that all is there. */
    boolean isCommitted() {
        lock.lock();
        try {
            return commit != null && !aborted;
        } finally {
            lock.unlock();
        }
    }

    /** Whether nothing is to be left, though it could be resumed: the writer wants that, or may not write any more. */
    boolean leavesNothing() {
        lock.lock();
        try {
            return isGivenUp()
                    || (brokenOff instanceof FailureException known && known.failure().code() == FailureCode.FORBIDDEN);
        } finally {
            lock.unlock();
        }
    }

    void succeed(UploadOutcome outcome) {
        lock.lock();
        try {
            over = true;
            takenAway = outcome == UploadOutcome.TAKEN_AWAY;
            if (commit != null) {
                commit.complete(outcome != UploadOutcome.REPLACED);
            }
        } finally {
            lock.unlock();
        }
        ending.tryComplete(FileStreams.Ending.COMPLETED);
    }

    /** What the writer is told when it was broken off is why that was done. */
    void fail(Throwable reason) {
        FileStreams.Ending how;
        lock.lock();
        try {
            Throwable cause = brokenOff == null ? reason : brokenOff;
            boolean heard = !isGivenUp();
            over = true;
            failure = heard ? cause : closed();
            queue.fail(cause);
            if (commit != null) {
                commit.fail(cause);
            }
            if (heard) {
                tell(exceptionHandler, cause);
                tell(drainHandler, null);
            }
            zeroCopy.end();
            how = brokenOff != null
                    ? FileStreams.Ending.ENDED
                    : heard ? FileStreams.Ending.FAILED : FileStreams.Ending.ABORTED;
        } finally {
            lock.unlock();
        }
        ending.tryComplete(how);
    }

    private <T> void tell(Handler<T> handler, T event) {
        if (handler != null) {
            context.runOnContext(v -> handler.handle(event));
        }
    }

    @Override
    public Future<Void> write(Buffer bytes) {
        lock.lock();
        try {
            if (ended || isClosed()) {
                return context().failedFuture(closed());
            }
            fed = true;
            Promise<Void> written = context().promise();
            queue.add(bytes, written);
            changed.signal();
            return written.future();
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosed() {
        return over || isGivenUp() || commit != null;
    }

    /** By its writer. One whose upload is broken off hears that when the remains have gone, with the failure. */
    private boolean isGivenUp() {
        return aborted && brokenOff == null;
    }

    private Throwable closed() {
        return failure == null
                ? Failure.of(FailureCode.UNAVAILABLE, "The upload has ended or was given up.").exception()
                : failure;
    }

    /** No more bytes; they are not whole before {@link #commit}. */
    @Override
    public Future<Void> end() {
        lock.lock();
        try {
            ended = true;
            Future<Void> last = queue.allSent();
            if (last != null) {
                return last;
            }
            return failure == null ? context().succeededFuture() : context().failedFuture(failure);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Future<Boolean> commit() {
        lock.lock();
        try {
            if (commit != null) {
                return commit.future();
            }
            if (over || isGivenUp()) {
                return context().failedFuture(closed());
            }
            commit = context().promise();
            changed.signal();
            return commit.future();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean inPlace() {
        return inPlace;
    }

    @Override
    public boolean takenAway() {
        lock.lock();
        try {
            return takenAway;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void abort() {
        stop(null);
    }

    @Override
    public void breakOff(Throwable cause) {
        stop(cause);
    }

    private void stop(Throwable cause) {
        lock.lock();
        try {
            if (over || aborted) {
                return;
            }
            aborted = true;
            brokenOff = cause;
            changed.signal();
            zeroCopy.end();
        } finally {
            lock.unlock();
        }
        onAbort.run();
    }

    @Override
    public Future<FileStreams.Ending> over() {
        return ending.future();
    }

    @Override
    public long moved() {
        return queue.moved() + zeroCopy.moved();
    }

    @Override
    public long progress() {
        return moved() + zeroCopy.signs();
    }

    @Override
    public void splice(FileStreams.Inlet inlet) {
        zeroCopy.offer(inlet);
    }

    /** The way past this stream, which ends with it. */
    ZeroCopyState<FileStreams.Inlet> zeroCopy() {
        return zeroCopy;
    }

    @Override
    public boolean writeQueueFull() {
        lock.lock();
        try {
            return !over && queue.isFull();
        } finally {
            lock.unlock();
        }
    }

    /** @param bytes from how many on it is full */
    @Override
    public SinkStream setWriteQueueMaxSize(int bytes) {
        return set(() -> queue.limit(Math.max(1, bytes)));
    }

    @Override
    public SinkStream drainHandler(Handler<Void> handler) {
        return set(() -> drainHandler = handler);
    }

    @Override
    public SinkStream exceptionHandler(Handler<Throwable> handler) {
        return set(() -> exceptionHandler = handler);
    }

    private SinkStream set(Runnable change) {
        lock.lock();
        try {
            context();
            change.run();
        } finally {
            lock.unlock();
        }
        return this;
    }

    private ContextInternal context() {
        if (context == null) {
            context = (ContextInternal) vertx.getOrCreateContext();
        }
        return context;
    }
}
