package io.ftpcluster.master.files.relay;

/**
 * A second descriptor of somebody's socket, so that the number stays ours when the owner closes its own. Whoever has
 * it closes it or gives it to {@link Relay#move}. Thread-safe.
 */
public final class Descriptor implements AutoCloseable {

    static final int GONE = -1;

    private final Relay relay;
    private final int number;
    private boolean gone;

    Descriptor(Relay relay, int number) {
        this.relay = relay;
        this.number = number;
    }

    /** The number, and with it the duty to close it; {@link #GONE} when it was closed or given away before. */
    synchronized int take() {
        if (gone) {
            return GONE;
        }
        gone = true;
        return number;
    }

    @Override
    public synchronized void close() {
        if (!gone) {
            gone = true;
            relay.discard(number);
        }
    }
}
