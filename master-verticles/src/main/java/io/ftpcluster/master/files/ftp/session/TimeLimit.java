package io.ftpcluster.master.files.ftp.session;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ends a session's waits when its time is up, by closing it. Must be closed itself. Thread-safe. */
public final class TimeLimit implements AutoCloseable {

    private final CountDownLatch done = new CountDownLatch(1);
    private volatile FtpSession session;
    private volatile boolean over;

    public TimeLimit(Duration time) {
        Thread.ofVirtual().name("time-limit").start(() -> watch(time));
    }

    private void watch(Duration time) {
        try {
            if (!done.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
                over = true;
                end();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public void guard(FtpSession guarded) {
        session = guarded;
        if (over) {
            end();
        }
    }

    private void end() {
        FtpSession guarded = session;
        if (guarded != null) {
            guarded.close();
        }
    }

    public boolean isOver() {
        return over;
    }

    @Override
    public void close() {
        done.countDown();
    }
}
