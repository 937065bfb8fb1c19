package io.ftpcluster.master.files.ftp.socket;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Until when the reads of one socket must have ended: each within a pause, all of them within a time. Set and used by the
 * reader; {@link #isExceeded} by one other thread.
 */
final class ReadLimit {

    private static final long NOT_READING = Long.MIN_VALUE;

    private long pauseMillis;
    private long total;
    private LongSupplier since;
    private boolean prolongs;
    /** By {@link System#nanoTime}. What else is set before it can be seen by whoever sees it. */
    private final AtomicLong readingUntil = new AtomicLong(NOT_READING);
    /** What {@link #readingUntil} was when a read was first seen to be late. */
    private long seenLate = NOT_READING;

    /** From now on. */
    void set(Duration total, Duration pause) {
        long now = System.nanoTime();
        set(total, pause, () -> now, false);
    }

    /** @param lastSign of life, in nanoseconds: the time counts from there, and it may become later meanwhile */
    void setFrom(LongSupplier lastSign, Duration total) {
        set(total, total, lastSign, true);
    }

    private void set(Duration total, Duration pause, LongSupplier since, boolean prolongs) {
        this.total = total.toNanos();
        this.pauseMillis = pause.toMillis();
        this.since = since;
        this.prolongs = prolongs;
    }

    /** What the next read may take in milliseconds, at least one; fails when the time is over. */
    long left() throws SocketTimeoutException {
        long left = TimeUnit.NANOSECONDS.toMillis(since.getAsLong() + total - System.nanoTime());
        if (left <= 0) {
            throw tooLate();
        }
        return Math.max(1, Math.min(left, pauseMillis));
    }

    void begin() throws SocketTimeoutException {
        readingUntil.set(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(left()));
    }

    void end() {
        readingUntil.set(NOT_READING);
    }

    /**
     * True once for a read that takes too long. When all threads stood still for a while, the reader is given until the next
     * look to take what has come meanwhile.
     *
     * @param hasArrived whether there is something to read
     */
    boolean isExceeded(long now, BooleanSupplier hasArrived) {
        long until = readingUntil.get();
        if (until == NOT_READING || now - until <= 0) {
            return false;
        }
        boolean again = until == seenLate;
        seenLate = until;
        // Whoever has read meanwhile has changed it, and is not late.
        return again && !isProlonged(until, now) && !hasArrived.getAsBoolean()
                && readingUntil.compareAndSet(until, NOT_READING);
    }

    /** There was a sign of life since the read began, so it may go on. */
    private boolean isProlonged(long until, long now) {
        long later = since.getAsLong() + total;
        return prolongs && later - now > 0 && readingUntil.compareAndSet(until, later);
    }

    static SocketTimeoutException tooLate() {
        return new SocketTimeoutException("no complete answer in time");
    }
}
