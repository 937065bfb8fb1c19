package io.ftpcluster.master.files;

import java.util.concurrent.atomic.AtomicBoolean;

/** Room for one transfer below the limits, from before it is opened until it is over. Thread-safe. */
final class TransferPermit implements AutoCloseable {

    private final Runnable giveBack;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** @param giveBack called once */
    TransferPermit(Runnable giveBack) {
        this.giveBack = giveBack;
    }

    /** Gives the room back; closing twice does nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            giveBack.run();
        }
    }
}
