package io.ftpcluster.testing;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** Waits for what another thread brings about, at most 30 s. */
public final class Eventually {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private Eventually() {}

    /** Something that may have to ask before it knows. */
    @FunctionalInterface
    public interface Condition<X extends Exception> {
        boolean holds() throws X;
    }

    /** Returns as soon as it holds. */
    public static <X extends Exception> void until(Condition<X> condition) throws X, TimeoutException {
        if (!holds(condition)) {
            throw new TimeoutException("it did not happen");
        }
    }

    /** Whether it came to hold; for a test that tells better than this what it found instead. */
    public static <X extends Exception> boolean holds(Condition<X> condition) throws X {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.holds()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            pause();
        }
        return true;
    }

    /** Between two looks: whoever spins takes a processor from what it waits for. */
    public static void pause() {
        LockSupport.parkNanos(PAUSE_NANOS);
    }
}
