package io.ftpcluster.master.files.ftp.transfer;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The chunks of an upload that were written and not yet sent, the one on its way included, and whether they are too many.
 * Not thread-safe, but for {@link #moved}.
 */
final class UploadQueue {

    private final Deque<Chunk> waiting = new ArrayDeque<>();
    /** Outside the owner's lock, as whoever asks may hold one that is wanted under that. */
    private final AtomicLong moved = new AtomicLong();
    private Chunk sending;
    private int queued;
    private int capacity;

    private record Chunk(Buffer bytes, Promise<Void> written) {}

    /** @param capacity bytes from which on it is full */
    UploadQueue(int capacity) {
        this.capacity = capacity;
    }

    void limit(int bytes) {
        capacity = bytes;
    }

    /** @param written is completed when they were sent, or fails */
    void add(Buffer bytes, Promise<Void> written) {
        queued += bytes.length();
        waiting.add(new Chunk(bytes, written));
    }

    boolean isFull() {
        return queued >= capacity;
    }

    /** Whether nothing waits to be taken. */
    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** What is to be sent next, or null when nothing waits. */
    Buffer take() {
        sending = waiting.poll();
        return sending == null ? null : sending.bytes();
    }

    /** What was taken last has been sent. True when it is no longer full. */
    boolean settle() {
        if (sending == null) {
            return false;
        }
        boolean wasFull = isFull();
        queued -= sending.bytes().length();
        moved.addAndGet(sending.bytes().length());
        sending.written().complete();
        sending = null;
        return wasFull && !isFull();
    }

    /** When all that was written has been sent; null when there is nothing. */
    Future<Void> allSent() {
        Chunk last = waiting.isEmpty() ? sending : waiting.getLast();
        return last == null ? null : last.written().future();
    }

    /** None of it will be sent. */
    void fail(Throwable cause) {
        if (sending != null) {
            sending.written().fail(cause);
            sending = null;
        }
        waiting.forEach(chunk -> chunk.written().fail(cause));
        waiting.clear();
        queued = 0;
    }

    /** How many bytes were sent. Thread-safe. */
    long moved() {
        return moved.get();
    }
}
