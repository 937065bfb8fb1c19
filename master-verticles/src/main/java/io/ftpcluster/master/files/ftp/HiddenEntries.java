package io.ftpcluster.master.files.ftp;

/**
 * Whether {@code LIST -a} shows what plain LIST leaves out. Only some servers know it, and others take it for a name: it is used
 * where a listing has proven it. Thread-safe.
 */
final class HiddenEntries {

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
    synchronized boolean wantsToKnow() {
        if (state != State.UNKNOWN) {
            return false;
        }
        state = State.ASKED;
        return true;
    }

    synchronized boolean areShown() {
        return state == State.SHOWN;
    }

    synchronized void shown() {
        state = State.SHOWN;
    }

    /** The server refuses it, or understands something else. */
    synchronized void notShown() {
        state = State.NOT_SHOWN;
    }

    /** This folder told nothing. */
    synchronized void unclear() {
        tries++;
        state = tries < TRIES ? State.UNKNOWN : State.NOT_SHOWN;
    }
}
