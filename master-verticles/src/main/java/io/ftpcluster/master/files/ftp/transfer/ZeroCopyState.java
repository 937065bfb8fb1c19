package io.ftpcluster.master.files.ftp.transfer;

import io.ftpcluster.master.files.relay.Descriptor;
import io.ftpcluster.master.files.relay.SpliceTransfer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The way past a stream: whether its user offers a socket, what is going that way, and how often the far end was seen to
 * take something. Thread-safe.
 *
 * @param <W> what is offered
 */
final class ZeroCopyState<W> {

    private W way;
    private Descriptor held;
    private SpliceTransfer splice;
    private long passed;
    private long signs;
    private boolean ended;

    synchronized void offer(W offered) {
        way = offered;
    }

    /** Null when all bytes must go through the stream. */
    synchronized W way() {
        return way;
    }

    /** What is to be closed when the stream ends before the splice begins. */
    synchronized Descriptor hold(Descriptor descriptor) {
        held = descriptor;
        if (ended) {
            descriptor.close();
        }
        return descriptor;
    }

    synchronized void begin(SpliceTransfer begun) {
        splice = begun;
        if (ended) {
            begun.cancel();
        }
    }

    synchronized void done() {
        passed += splice.arrived();
        splice = null;
    }

    /** Nobody uses it any more: what is on its way is cancelled, and whatever comes later. */
    synchronized void end() {
        ended = true;
        notifyAll();
        if (held != null) {
            held.close();
        }
        if (splice != null) {
            splice.cancel();
        }
    }

    /** Gives whoever uses the stream a moment to find out by itself what the relay has seen. */
    synchronized void awaitEnd(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        for (long left = limit.toNanos(); !ended && left > 0; left = deadline - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    synchronized boolean isEnded() {
        return ended;
    }

    /** The far end has taken something, whichever way it was sent. */
    synchronized void stirred() {
        signs++;
    }

    /** How often that was. */
    synchronized long signs() {
        return signs;
    }

    /** How many bytes have gone this way. */
    synchronized long moved() {
        return splice == null ? passed : passed + splice.arrived();
    }
}
