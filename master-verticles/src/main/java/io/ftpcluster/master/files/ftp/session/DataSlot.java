package io.ftpcluster.master.files.ftp.session;

import io.ftpcluster.master.files.ftp.socket.BoundedSocket;
import java.io.Closeable;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A session's data connection: the one in use, and one that may wait for the next transfer. Ends with the session. */
public final class DataSlot {

    private static final Logger LOG = LoggerFactory.getLogger(DataSlot.class);

    private volatile Closeable current;
    private volatile PreopenedDataConnection ahead;
    private volatile boolean closed;
    private boolean transferred;

    void begin() {
        transferred = false;
    }

    /** Bytes went over a data connection and all was well. */
    public void transferred() {
        transferred = true;
    }

    /** Whether the session was used for a transfer of late, so that another one may follow. */
    public boolean hasTransferred() {
        return transferred;
    }

    /** What a session's end must end too: a socket, or what waits for one. */
    public void attach(Closeable waiting) {
        current = waiting;
        if (closed) {
            closeQuietly(waiting);
        }
    }

    private static void closeQuietly(Closeable waiting) {
        try {
            waiting.close();
        } catch (IOException e) {
            LOG.debug("a data connection did not close in order", e);
        }
    }

    public void keep(PreopenedDataConnection made) {
        ahead = made;
        if (closed) {
            made.drop();
        }
    }

    public boolean isAhead() {
        return ahead != null;
    }

    /** Null when there is none, or none that is good. */
    public BoundedSocket takeAhead() {
        PreopenedDataConnection made = ahead;
        ahead = null;
        return made == null ? null : made.take();
    }

    /** True when there is none any more. */
    public boolean dropOld() {
        PreopenedDataConnection made = ahead;
        if (made != null && made.isOld()) {
            made.drop();
            ahead = null;
        }
        return ahead == null;
    }

    void close() {
        closed = true;
        Closeable waiting = current;
        if (waiting != null) {
            closeQuietly(waiting);
        }
        PreopenedDataConnection made = ahead;
        if (made != null) {
            made.drop();
        }
    }
}
