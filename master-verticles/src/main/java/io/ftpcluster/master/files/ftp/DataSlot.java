package io.ftpcluster.master.files.ftp;

import java.net.Socket;

/** A session's data connection: the one in use, and one that may wait for the next transfer. Ends with the session. */
final class DataSlot {

    private volatile Socket current;
    private volatile AheadSocket ahead;
    private volatile boolean closed;
    private boolean transferred;

    void begin() {
        transferred = false;
    }

    /** Bytes went over a data connection and all was well. */
    void transferred() {
        transferred = true;
    }

    /** Whether the session was used for a transfer of late, so that another one may follow. */
    boolean hasTransferred() {
        return transferred;
    }

    void attach(Socket socket) {
        current = socket;
        if (closed) {
            DataChannel.closeQuietly(socket);
        }
    }

    void keep(AheadSocket made) {
        ahead = made;
        if (closed) {
            made.drop();
        }
    }

    boolean isAhead() {
        return ahead != null;
    }

    /** Null when there is none, or none that is good. */
    BoundedSocket takeAhead() {
        AheadSocket made = ahead;
        ahead = null;
        return made == null ? null : made.take();
    }

    /** True when there is none any more. */
    boolean dropOld() {
        AheadSocket made = ahead;
        if (made != null && made.isOld()) {
            made.drop();
            ahead = null;
        }
        return ahead == null;
    }

    void close() {
        closed = true;
        Socket socket = current;
        if (socket != null) {
            DataChannel.closeQuietly(socket);
        }
        AheadSocket made = ahead;
        if (made != null) {
            made.drop();
        }
    }
}
