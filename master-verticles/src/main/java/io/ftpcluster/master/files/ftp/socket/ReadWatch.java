package io.ftpcluster.master.files.ftp.socket;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends the sockets whose reads take too long. A virtual thread that reads with a timeout of its own has the JVM set an alarm
 * and take it back, each of which wakes another thread: that costs more than what a small file needs else. Thread-safe.
 */
public final class ReadWatch {

    /** By so much a read may end later than it should. */
    private static final Duration ROUND = Duration.ofMillis(20);

    private final Set<BoundedSocket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean running = new AtomicBoolean();

    /** Until it is closed. */
    void add(BoundedSocket socket) {
        sockets.add(socket);
        if (running.compareAndSet(false, true)) {
            Thread.ofVirtual().name("read-watch").start(this::watch);
        }
    }

    /** Ends when there is nothing to watch. */
    private void watch() {
        do {
            try {
                while (!sockets.isEmpty()) {
                    LockSupport.parkNanos(ROUND.toNanos());
                    long now = System.nanoTime();
                    sockets.removeIf(socket -> socket.endIfLate(now));
                }
            } finally {
                // Whatever has ended this round, the next socket begins another.
                running.set(false);
            }
        } while (!sockets.isEmpty() && running.compareAndSet(false, true));
    }
}
