package io.ftpcluster.master.files.ftp.pool;

import io.ftpcluster.master.files.ftp.reply.BusyException;
import io.ftpcluster.master.files.ftp.session.FtpSession;

/** A session that is in use, and its way back to the pool. */
public final class Lease implements AutoCloseable {

    private final SessionPool pool;
    private final FtpSession session;
    private final boolean warm;
    private boolean returned;

    Lease(SessionPool pool, FtpSession session, boolean warm) {
        this.pool = pool;
        this.session = session;
        this.warm = warm;
        session.begin(warm);
    }

    public FtpSession session() {
        return session;
    }

    /** Whether a lost connection may only mean that the session died while it was idle. */
    public boolean mayBeStale() {
        return warm && !session.hasAnswered();
    }

    /** Gives the session back, or ends it when its state is in doubt. Once; later calls do nothing. */
    @Override
    public void close() {
        if (!leave()) {
            return;
        }
        if (session.isReusable()) {
            pool.giveBack(session);
        } else {
            pool.discard(session);
        }
    }

    /**
     * Ends the session at once, from any thread: whoever uses it gets an I/O failure and closes the lease. Once given
     * back it belongs to somebody else and is left alone.
     */
    public synchronized void kill() {
        if (!returned) {
            session.close();
        }
    }

    /** Ends this session and opens another in its place. */
    public Lease replace() throws BusyException {
        if (!leave()) {
            throw new IllegalStateException("the session was given back");
        }
        return pool.replace(session);
    }

    private synchronized boolean leave() {
        boolean first = !returned;
        returned = true;
        return first;
    }
}
