package io.ftpcluster.master.http.connections;

/** Since when a connection's client has taken nothing. Used by whoever looks at all connections. */
final class ConnectionProgress {

    private long taken = Long.MIN_VALUE;
    private long since;

    /** @return nanoseconds without progress */
    long look(long takenSoFar, boolean waits, long now) {
        if (!waits || takenSoFar > taken) {
            since = now;
        }
        taken = takenSoFar;
        return now - since;
    }
}
