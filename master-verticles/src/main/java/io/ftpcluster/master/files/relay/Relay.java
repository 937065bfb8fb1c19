package io.ftpcluster.master.files.relay;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves bytes between sockets with splice(2): through a pipe, which takes references to the kernel's pages, so nothing
 * is copied into this program. A few threads serve all splices. Thread-safe.
 */
public final class Relay implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

    private static final Duration RESTART = Duration.ofSeconds(1);

    private final Posix posix = new Posix();
    private final AtomicReferenceArray<RelayLoop> loops;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();
    private volatile boolean closed;

    private Relay(int count) throws IOException {
        loops = new AtomicReferenceArray<>(count);
        for (int i = 0; i < count; i++) {
            loops.set(i, new RelayLoop());
        }
        for (int i = 0; i < count; i++) {
            int number = i;
            // Platform threads: they wait in the kernel, where a virtual one would hold its carrier.
            threads.add(Thread.ofPlatform().daemon().name("relay-" + i).start(() -> serve(number)));
        }
    }

    /** A loop that ends by itself is followed by another: nobody else would move the bytes that it is given. */
    private void serve(int number) {
        do {
            loops.get(number).run();
            while (!closed && loops.get(number).isClosing()) {
                try {
                    restart(number);
                } catch (IOException | RuntimeException | Error e) {
                    LOG.error("The relay can't go on; it tries again in {} s", RESTART.toSeconds(), e);
                    LockSupport.parkNanos(RESTART.toNanos());
                }
            }
        } while (!closed);
    }

    private synchronized void restart(int number) throws IOException {
        if (!closed) {
            loops.set(number, new RelayLoop());
            LOG.warn("Relay loop {} was started again", number);
        }
    }

    /** Empty where the system has no splice(2) or doesn't let us call it; everything goes the slow way then. */
    public static Optional<Relay> ofThisSystem(int loops) {
        if (!System.getProperty("os.name").equals("Linux")) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Relay(loops));
        } catch (IOException | LinkageError | UnsupportedOperationException | IllegalCallerException e) {
            LOG.warn("Transfers can't go through the kernel here; they take more CPU time", e);
            return Optional.empty();
        }
    }

    /**
     * Of a socket that is surely open for the length of this call; for the system it doesn't block any more afterwards.
     *
     * @throws UnsupportedOperationException when the JVM doesn't tell the socket's number
     */
    public Descriptor duplicate(Socket socket) throws IOException {
        return duplicate(SocketNumber.of(socket));
    }

    /** The same of a descriptor. */
    public synchronized Descriptor duplicate(int descriptor) throws IOException {
        if (closed) {
            throw new IOException("the relay has ended");
        }
        Descriptor copy = new Descriptor(this, posix.duplicate(descriptor));
        posix.unblock(descriptor);
        return copy;
    }

    /**
     * How many bytes the peer of a socket has acknowledged, ever; {@link PeerSilence#UNKNOWN} where the system or the JVM doesn't
     * tell. The socket must surely be open for the length of this call.
     */
    public synchronized long acknowledged(Socket socket) {
        try {
            return posix.acknowledged(SocketNumber.of(socket));
        } catch (UnsupportedOperationException e) {
            LOG.debug("nobody tells what was acknowledged", e);
            return PeerSilence.UNKNOWN;
        }
    }

    synchronized void discard(int number) {
        posix.close(number);
    }

    /**
     * Starts to move bytes; with a descriptor that was closed before, the splice is cancelled. Nobody else may read from the one or write to the other until it ends, which it does within
     * the two patiences.
     *
     * @param sourcePatience how long the source may give nothing
     * @param targetPatience how long the target may acknowledge nothing while bytes wait for it
     */
    public SpliceTransfer move(Descriptor from, Descriptor to, long bytes, Duration sourcePatience,
            Duration targetPatience) {
        RelayLoop loop = loops.get(Math.floorMod(next.getAndIncrement(), loops.length()));
        SpliceTransfer splice = new SpliceTransfer(
                new SpliceTransfer.Order(from.take(), to.take(), bytes, sourcePatience, targetPatience), loop);
        if (!splice.order().isWhole() || !loop.add(splice)) {
            splice.close();
            splice.finish();
        }
        return splice;
    }

    /** Cancels what is in flight. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            for (int i = 0; i < loops.length(); i++) {
                loops.get(i).close();
            }
        }
        try {
            for (Thread thread : threads) {
                thread.join(Duration.ofSeconds(5));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
