package io.ftpcluster.master.files.ftp.session;

/**
 * Whether {@code LIST -a} shows what plain LIST leaves out. Only some servers know it, and others take it for a name: it is used
 * where a listing has proven it. Thread-safe.
 */
public final class HiddenEntries {

    /** So many folders without a hint, and it isn't tried any more. */
    private static final int TRIES = 4;

    private enum State {
        UNKNOWN,
        ASKED,
        SHOWN,
        NOT_SHOWN
    }

    private State state = State.UNKNOWN;
    private int tries;

    /** True for the one who is to find out; one of the three others must follow, or it is never tried again. */
    public synchronized boolean wantsToKnow() {
        if (state != State.UNKNOWN) {
            return false;
        }
        state = State.ASKED;
        return true;
    }

    public synchronized boolean areShown() {
        return state == State.SHOWN;
    }

    public synchronized void shown() {
        state = State.SHOWN;
    }

    /** The server refuses it, or understands something else. */
    public synchronized void notShown() {
        state = State.NOT_SHOWN;
    }

    /** This folder told nothing. */
    public synchronized void unclear() {
        tries++;
        state = tries < TRIES ? State.UNKNOWN : State.NOT_SHOWN;
    }
}
