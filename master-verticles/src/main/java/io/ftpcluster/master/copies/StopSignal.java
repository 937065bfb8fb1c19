package io.ftpcluster.master.copies;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tells the thread of one copy to stop. Given by any thread; a cancellation counts whatever comes before or after it. */
final class StopSignal {

    private final CountDownLatch given = new CountDownLatch(1);
    private volatile boolean cancelled;

    void cancel() {
        cancelled = true;
        given.countDown();
    }

    /** Another node goes on. */
    void leave() {
        given.countDown();
    }

    boolean isCancelled() {
        return cancelled;
    }

    boolean isGiven() {
        return given.getCount() == 0;
    }

    void check() throws CopyStoppedException {
        if (isGiven()) {
            throw new CopyStoppedException();
        }
    }

    void pause(Duration length) throws CopyStoppedException {
        try {
            if (given.await(length.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new CopyStoppedException();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CopyStoppedException();
        }
    }
}
