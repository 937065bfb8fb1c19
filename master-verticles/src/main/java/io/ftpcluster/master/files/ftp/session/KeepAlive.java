package io.ftpcluster.master.files.ftp.session;

import io.ftpcluster.master.files.ftp.reply.Reply;
import io.ftpcluster.master.files.ftp.socket.BoundedSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * NOOP on a session's control connection while a transfer is under way, where that is configured. The answers come at once,
 * around the transfer's last word, or never; their codes tell them from it. Thread-safe where it says so.
 */
public final class KeepAlive {

    private static final Logger LOG = LoggerFactory.getLogger(KeepAlive.class);
    /** No command during or right after a transfer is answered like that. */
    private static final Set<Integer> ANSWERS = Set.of(200, 500, 502);
    private static final Duration LATE = Duration.ofSeconds(1);
    private static final long LATE_BYTES = 64 * 1024;
    /** So many fit unread into the buffers between, and sending never blocks. */
    private static final int MOST = 1000;

    private final Control control;
    private final BoundedSocket socket;
    private final Duration interval;
    private final AtomicInteger unanswered = new AtomicInteger();
    private boolean spoilt;

    /** @param interval zero: none are sent */
    KeepAlive(Control control, BoundedSocket socket, Duration interval) {
        this.control = control;
        this.socket = socket;
        this.interval = interval;
    }

    /** Those of one transfer. To be closed before anybody else sends a command. Thread-safe. */
    public final class Saying implements AutoCloseable {

        private boolean over;

        private synchronized void run() {
            try {
                for (int i = 0; i < MOST && await(); i++) {
                    unanswered.incrementAndGet();
                    control.send("NOOP\r\n");
                }
            } catch (IOException e) {
                // Whoever waits for the transfer's end finds it too, and knows what to say.
                LOG.debug("the control connection is gone", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** False when it is over. */
        private boolean await() throws InterruptedException {
            long deadline = System.nanoTime() + interval.toNanos();
            for (long left = interval.toNanos(); !over && left > 0; left = deadline - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
            return !over;
        }

        @Override
        public synchronized void close() {
            over = true;
            notifyAll();
        }
    }

    /** A transfer has begun. */
    public Saying begin() {
        Saying saying = new Saying();
        if (interval.isPositive()) {
            Thread.ofVirtual().name("noop").start(saying::run);
        }
        return saying;
    }

    /**
     * Reads on when what was read is only an answer to one of them.
     *
     * @return what isn't
     */
    Reply skip(Reply first, Runnable allowance) throws IOException {
        Reply reply = first;
        while (unanswered.get() > 0 && ANSWERS.contains(reply.code())) {
            unanswered.decrementAndGet();
            reply = control.read(allowance);
        }
        return reply;
    }

    /** After a transfer's last word: the answers of a server that heard nothing meanwhile come now, or perhaps never. */
    public void settle() {
        long deadline = System.nanoTime() + LATE.toNanos();
        try {
            while (unanswered.get() > 0) {
                Duration left = Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
                Reply reply = control.read(() -> socket.allowBriefly(left, left, LATE_BYTES));
                spoilt |= !ANSWERS.contains(reply.code());
                unanswered.decrementAndGet();
            }
        } catch (IOException e) {
            LOG.debug("a NOOP stays without an answer", e);
        }
    }

    /** Whether what is said next can't be an answer to any of them. */
    boolean areSettled() {
        return unanswered.get() == 0 && !spoilt;
    }
}
