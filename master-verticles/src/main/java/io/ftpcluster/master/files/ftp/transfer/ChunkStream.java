package io.ftpcluster.master.files.ftp.transfer;

import io.ftpcluster.messages.FileStreams;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Between a virtual thread that reads from a socket and a reader on a Vert.x context: holds one chunk
 * and makes the thread wait with the next. Starts paused. Thread-safe; all handlers are called on the context.
 */
final class ChunkStream implements FileStreams.Content {

    /** Besides the one that the thread has in its hands while it waits. */
    private static final int AHEAD = 1;

    private final Runnable onAbort;
    private final Duration patience;
    private final ZeroCopyState<FileStreams.Outlet> zeroCopy = new ZeroCopyState<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Deque<Buffer> chunks = new ArrayDeque<>(AHEAD);
    private final Promise<FileStreams.Ending> ending = Promise.promise();
    private long demand;
    /** Outside the lock, as whoever asks may hold one that is wanted under ours. */
    private final AtomicLong moved = new AtomicLong();
    /** The reader's; null while there is none. */
    private Context context;
    private boolean scheduled;
    private boolean ended;
    private boolean over;
    private boolean aborted;
    /** Whether it is clear how this ends. */
    private boolean decided;
    private Throwable failure;
    private Handler<Buffer> handler;
    private Handler<Void> endHandler;
    private Handler<Throwable> exceptionHandler;

    /**
     * @param onAbort called when the reader has gone or the transfer is broken off, from any thread; must not block
     * @param patience how long the reader may take nothing until it counts as gone
     */
    ChunkStream(Context context, Duration patience, Runnable onAbort) {
        this.context = context;
        this.patience = patience;
        this.onAbort = onAbort;
    }

    /** For a reader that comes later: until {@link #attach} nothing is handed out, and only one chunk finds room. */
    ChunkStream(Duration patience, Runnable onAbort) {
        this(null, patience, onAbort);
    }

    void attach(Context reader) {
        set(() -> context = reader);
    }

    /** Waits for room. False when the reader has gone. */
    boolean offer(Buffer chunk) {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (chunks.size() >= AHEAD && !aborted && failure == null) {
                if (left <= 0) {
                    return false;
                }
                left = room.awaitNanos(left);
            }
            if (aborted || failure != null) {
                return false;
            }
            chunks.add(chunk);
            schedule();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** The way past this stream, which ends with it. */
    ZeroCopyState<FileStreams.Outlet> zeroCopy() {
        return zeroCopy;
    }

    void end() {
        lock.lock();
        try {
            ended = true;
            schedule();
        } finally {
            lock.unlock();
        }
    }

    /** What was not delivered yet is dropped: the reader has to give up anyway. */
    void fail(Throwable cause) {
        fail(cause, FileStreams.Ending.FAILED);
    }

    /** False when it had ended before. Who waits for the end is told without the lock: nobody knows what they do. */
    private boolean fail(Throwable cause, FileStreams.Ending how) {
        lock.lock();
        try {
            if (decided) {
                return false;
            }
            decided = true;
            failure = cause;
            chunks.clear();
            room.signal();
            zeroCopy.end();
            schedule();
        } finally {
            lock.unlock();
        }
        ending.complete(how);
        return true;
    }

    @Override
    public void breakOff(Throwable cause) {
        if (fail(cause, FileStreams.Ending.ENDED)) {
            onAbort.run();
        }
    }

    @Override
    public Future<FileStreams.Ending> over() {
        return ending.future();
    }

    private void schedule() {
        if (context != null && !scheduled && !over && !aborted) {
            scheduled = true;
            context.runOnContext(v -> deliver());
        }
    }

    private void deliver() {
        for (Runnable event = next(); event != null; event = next()) {
            event.run();
        }
    }

    /** The next event that the reader is ready for, or null. */
    private Runnable next() {
        lock.lock();
        try {
            Runnable event = over || aborted ? null : pending();
            scheduled = event != null;
            return event;
        } finally {
            lock.unlock();
        }
    }

    private Runnable pending() {
        if (failure != null) {
            Throwable cause = failure;
            Handler<Throwable> target = exceptionHandler;
            over = target != null;
            return over ? () -> target.handle(cause) : null;
        }
        if (demand == 0) {
            return null;
        }
        Buffer chunk = chunks.poll();
        if (chunk != null) {
            demand -= demand == Long.MAX_VALUE ? 0 : 1;
            moved.addAndGet(chunk.length());
            room.signal();
            Handler<Buffer> target = handler;
            return target == null ? () -> {} : () -> target.handle(chunk);
        }
        if (!ended) {
            return null;
        }
        over = true;
        decided = true;
        Handler<Void> target = endHandler;
        return () -> {
            ending.complete(FileStreams.Ending.COMPLETED);
            if (target != null) {
                target.handle(null);
            }
        };
    }

    @Override
    public void abort() {
        boolean first;
        lock.lock();
        try {
            if (aborted || over) {
                return;
            }
            aborted = true;
            first = !decided;
            decided = true;
            chunks.clear();
            room.signal();
            zeroCopy.end();
        } finally {
            lock.unlock();
        }
        if (first) {
            ending.complete(FileStreams.Ending.ABORTED);
        }
        onAbort.run();
    }

    @Override
    public long moved() {
        return moved.get() + zeroCopy.moved();
    }

    @Override
    public void splice(FileStreams.Outlet outlet) {
        zeroCopy.offer(outlet);
    }

    @Override
    public ChunkStream fetch(long amount) {
        lock.lock();
        try {
            demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
            schedule();
        } finally {
            lock.unlock();
        }
        return this;
    }

    @Override
    public ChunkStream resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public ChunkStream pause() {
        lock.lock();
        try {
            demand = 0;
        } finally {
            lock.unlock();
        }
        return this;
    }

    @Override
    public ChunkStream handler(Handler<Buffer> newHandler) {
        return set(() -> handler = newHandler);
    }

    @Override
    public ChunkStream endHandler(Handler<Void> newHandler) {
        return set(() -> endHandler = newHandler);
    }

    @Override
    public ChunkStream exceptionHandler(Handler<Throwable> newHandler) {
        return set(() -> exceptionHandler = newHandler);
    }

    private ChunkStream set(Runnable change) {
        lock.lock();
        try {
            change.run();
            schedule();
        } finally {
            lock.unlock();
        }
        return this;
    }
}
