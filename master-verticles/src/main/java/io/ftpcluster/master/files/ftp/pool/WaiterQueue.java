package io.ftpcluster.master.files.ftp.pool;

import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.files.ftp.reply.Failures;
import io.ftpcluster.master.files.ftp.session.FtpSession;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;

/**
 * Who waits for a slot of a pool, first come first served. Everything but {@link #await} is called under the pool's
 * lock.
 */
final class WaiterQueue {

    private static final int WAITERS = 1000;

    private final Deque<CompletableFuture<Optional<FtpSession>>> waiters = new ArrayDeque<>();
    private final Lock lock;
    private final Duration queue;
    private final Failures failures;

    WaiterQueue(Lock lock, Duration queue, Failures failures) {
        this.lock = lock;
        this.queue = queue;
        this.failures = failures;
    }

    int size() {
        return waiters.size();
    }

    boolean isEmpty() {
        return waiters.isEmpty();
    }

    CompletableFuture<Optional<FtpSession>> join() {
        if (waiters.size() >= WAITERS) {
            throw failures.noFreeSession(0);
        }
        CompletableFuture<Optional<FtpSession>> turn = new CompletableFuture<>();
        waiters.add(turn);
        return turn;
    }

    /** Gives a session, or with none the right to open one, to whoever waits longest; false when nobody does. */
    boolean serve(Optional<FtpSession> slot) {
        CompletableFuture<Optional<FtpSession>> next = waiters.poll();
        if (next != null) {
            next.complete(slot);
        }
        return next != null;
    }

    void dismiss() {
        FailureException closing = failures.closing();
        waiters.forEach(waiter -> waiter.completeExceptionally(closing));
        waiters.clear();
    }

    Optional<FtpSession> await(CompletableFuture<Optional<FtpSession>> turn, long deadline) {
        try {
            return turn.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return leave(turn);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return leave(turn);
        } catch (ExecutionException e) {
            throw failures.closing();
        }
    }

    /** A slot may have come in the last moment; it must not get lost. */
    private Optional<FtpSession> leave(CompletableFuture<Optional<FtpSession>> turn) {
        lock.lock();
        try {
            if (waiters.removeIf(waiter -> waiter == turn)) {
                throw failures.noFreeSession(queue.toSeconds());
            }
        } finally {
            lock.unlock();
        }
        return turn.join();
    }
}
