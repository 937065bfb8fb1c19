package io.ftpcluster.faults;

import io.ftpcluster.testing.FaultyHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Something that a user does on a host while it is hurt. Runs on a thread of its own up to its middle, waits for the
 * fault, and goes on.
 */
abstract class Operation implements Runnable {

    private static final int PATIENCE_SECONDS = 60;

    private final CountDownLatch middle = new CountDownLatch(1);
    private final CountDownLatch struck = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile long struckAt;
    private volatile long endedAt;
    private volatile String seen = "nothing";
    private volatile HttpExchange exchange;

    abstract String kind();

    /** Calls {@link #reachMiddle} once, and {@link #awaitFault} or {@link #isStruck} after it. Returns the status. */
    abstract int perform() throws IOException, InterruptedException;

    /** What is wrong on the host, which is well again, in words that also say what the client saw; else nothing. */
    abstract List<String> broken(FaultyHost host) throws IOException;

    @Override
    public void run() {
        try {
            seen = Integer.toString(perform());
        } catch (IOException e) {
            seen = "broken off";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            endedAt = System.nanoTime();
            middle.countDown();
            over.countDown();
        }
    }

    HttpExchange open(PortalLogin login, String method, String path, String... fields) throws IOException {
        exchange = new HttpExchange(login, method, path, fields);
        return exchange;
    }

    void reachMiddle() {
        middle.countDown();
    }

    void awaitFault() throws InterruptedException {
        if (!struck.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("no fault came");
        }
    }

    boolean isStruck() {
        return struck.getCount() == 0;
    }

    /** False when it didn't come that far on a healthy host. */
    boolean awaitMiddle() throws InterruptedException {
        return middle.await(PATIENCE_SECONDS, TimeUnit.SECONDS) && over.getCount() > 0;
    }

    void strike() {
        struckAt = System.nanoTime();
        struck.countDown();
    }

    boolean awaitEnd(long nanos) throws InterruptedException {
        return over.await(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    }

    /** Ends one that hangs. */
    void cancel() {
        HttpExchange open = exchange;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A status, or that the connection broke. */
    String seen() {
        return seen;
    }

    /** Whether the client was told that all went well. */
    boolean isDone() {
        return seen.startsWith("2");
    }

    /** From the fault to the end. */
    long millis() {
        return TimeUnit.NANOSECONDS.toMillis(endedAt - struckAt);
    }
}
