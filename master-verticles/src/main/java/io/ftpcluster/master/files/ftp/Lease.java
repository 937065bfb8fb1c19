package io.ftpcluster.master.files.ftp;

import java.util.concurrent.atomic.AtomicBoolean;

/** A session that is in use, and its way back to the pool. */
final class Lease implements AutoCloseable {

    private final SessionPool pool;
    private final FtpSession session;
    private final boolean warm;
    private final AtomicBoolean returned = new AtomicBoolean();

    Lease(SessionPool pool, FtpSession session, boolean warm) {
        this.pool = pool;
        this.session = session;
        this.warm = warm;
        session.begin();
    }

    FtpSession session() {
        return session;
    }

    /** Whether a lost connection may only mean that the session died while it was idle. */
    boolean mayBeStale() {
        return warm && !session.hasAnswered();
    }

    /** Gives the session back, or ends it when its state is in doubt. Once; later calls do nothing. */
    @Override
    public void close() {
        if (returned.compareAndSet(false, true)) {
            if (session.isReusable()) {
                pool.giveBack(session);
            } else {
                pool.discard(session);
            }
        }
    }

    /** Ends the session at once, from any thread: whoever uses it gets an I/O failure. The lease is closed by them. */
    void kill() {
        session.close();
    }

    /** Ends this session and opens another in its place. */
    Lease replace() throws BusyException {
        if (!returned.compareAndSet(false, true)) {
            throw new IllegalStateException("the session was given back");
        }
        return pool.replace(session);
    }
}
