package io.ftpcluster.master.files.relay;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One relayed stretch of bytes: what is asked, and how far it is. The descriptors are the relay's own and closed by it.
 * Filled and emptied by its loop only; any thread may look and cancel.
 */
public final class SpliceTransfer {

    /** How a splice ends. Unless it is DONE, the bytes that arrived are still in order, but too few. */
    public enum End {
        DONE,
        /** The source had no more. */
        SOURCE_ENDED,
        SOURCE_STALLED,
        /** The source's connection broke. */
        SOURCE_BROKEN,
        TARGET_STALLED,
        /** The target's connection is gone. */
        TARGET_BROKEN,
        CANCELLED
    }

    /**
     * Which bytes from where to where.
     *
     * @param from descriptor of a socket
     * @param to likewise
     * @param bytes how many
     * @param sourcePatience how long the source may give nothing
     * @param targetPatience how long the target may acknowledge nothing while bytes wait for it
     */
    record Order(int from, int to, long bytes, Duration sourcePatience, Duration targetPatience) {

        boolean isWhole() {
            return from != Descriptor.GONE && to != Descriptor.GONE;
        }
    }

    /** What is left to do after a turn. */
    enum Turn {
        /** It waits for one of its sockets. */
        WAITS,
        /** It could go on, but others are due. */
        GOES_ON,
        OVER
    }

    /** After so many bytes others are due; large enough that taking turns costs little. */
    private static final long TURN = 4 << 20;
    private static final int NEVER_WAIT = Posix.SPLICE_F_MOVE | Posix.SPLICE_F_NONBLOCK;

    private final Order order;
    private final CompletableFuture<End> end = new CompletableFuture<>();
    private final AtomicLong arrived = new AtomicLong();
    private final Closing closing;
    private final PeerSilence target;
    private volatile boolean cancelled;
    private boolean closed;
    private boolean silent = true;
    private Pipes.Pipe pipe;
    private long id;
    private long toTake;
    private long inPipe;
    private long lastMove = System.nanoTime();
    private End result;

    /** What its loop does for it from any thread. */
    interface Closing {

        /** Forgets and closes both descriptors. */
        void close(Order order);

        /** Looks soon at what was cancelled. */
        void wake();
    }

    SpliceTransfer(Order order, Closing closing) {
        this.order = order;
        this.closing = closing;
        this.toTake = order.bytes();
        this.target = new PeerSilence(order.targetPatience(), lastMove);
    }

    /** How many bytes have reached the target. */
    public long arrived() {
        return arrived.get();
    }

    /** When it ends both sockets are the caller's again. */
    public CompletableFuture<End> end() {
        return end;
    }

    /**
     * Ends it; harmless when it is over. The descriptors are closed when this returns, so that a connection whose owner closes
     * it now ends now: as long as a duplicate is open, the peer hears nothing of that.
     */
    public void cancel() {
        cancelled = true;
        close();
        closing.wake();
    }

    /** Something with descriptors. */
    interface Use {
        void of(Order order) throws IOException;
    }

    /** Does nothing when they are closed: the numbers may be others' then. */
    synchronized void whileOpen(Use use) throws IOException {
        if (!closed) {
            use.of(order);
        }
    }

    /** Once; a turn that is under way ends first. */
    synchronized void close() {
        if (!closed) {
            closed = true;
            closing.close(order);
        }
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** Its number in its loop. */
    long id() {
        return id;
    }

    Order order() {
        return order;
    }

    Pipes.Pipe pipe() {
        return pipe;
    }

    boolean isPipeEmpty() {
        return inPipe == 0;
    }

    /** Whether its loop hears nothing of the source. */
    boolean isSourceSilent() {
        return silent;
    }

    void silence(boolean now) {
        silent = now;
    }

    void begin(Pipes.Pipe ownPipe, long ownId) {
        pipe = ownPipe;
        id = ownId;
        lastMove = System.nanoTime();
    }

    /** Moves what can be moved without waiting. */
    synchronized Turn move(Posix posix) {
        if (closed) {
            return Turn.OVER;
        }
        long moved = 0;
        while (moved < TURN) {
            if (inPipe == 0) {
                if (toTake == 0) {
                    return over(End.DONE);
                }
                long count = posix.splice(order.from(), pipe.in(), Math.min(toTake, pipe.capacity()), NEVER_WAIT);
                if (count == -Posix.EAGAIN) {
                    return Turn.WAITS;
                }
                if (count <= 0) {
                    return over(count == 0 ? End.SOURCE_ENDED : End.SOURCE_BROKEN);
                }
                toTake -= count;
                inPipe = count;
                // From now on the target is waited for, however long the source took.
                lastMove = System.nanoTime();
            }
            long count = posix.splice(pipe.out(), order.to(), inPipe,
                    toTake > 0 ? NEVER_WAIT | Posix.SPLICE_F_MORE : NEVER_WAIT);
            if (count == -Posix.EAGAIN) {
                return Turn.WAITS;
            }
            if (count <= 0) {
                return over(End.TARGET_BROKEN);
            }
            inPipe -= count;
            moved += count;
            arrived.setRelease(arrived.getPlain() + count);
            lastMove = System.nanoTime();
        }
        return Turn.GOES_ON;
    }

    private Turn over(End how) {
        result = how;
        return Turn.OVER;
    }

    /** Whether one of the two made it wait for too long. */
    boolean hasStalled(long now, Posix posix) {
        boolean stalled = inPipe == 0 ? now - lastMove > order.sourcePatience().toNanos() : isTargetSilent(now, posix);
        if (stalled) {
            result = inPipe == 0 ? End.SOURCE_STALLED : End.TARGET_STALLED;
        }
        return stalled;
    }

    private synchronized boolean isTargetSilent(long now, Posix posix) {
        target.heard(lastMove);
        return target.isTooLong(now, () -> closed ? PeerSilence.UNKNOWN : posix.acknowledged(order.to()));
    }

    /** Called when nothing of it is in use any more. */
    void finish() {
        end.complete(result == null ? End.CANCELLED : result);
    }
}
