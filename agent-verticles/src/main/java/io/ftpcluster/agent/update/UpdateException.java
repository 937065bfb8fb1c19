package io.ftpcluster.agent.update;

/** An update was not made. Its text goes to the portal and is for people. */
public final class UpdateException extends Exception {

    private static final long serialVersionUID = 1;

    private final boolean refused;

    private UpdateException(boolean refused, String message, Throwable cause) {
        super(message, cause);
        this.refused = refused;
    }

    /** It may not be made; nothing was done. */
    static UpdateException refused(String message) {
        return new UpdateException(true, message, null);
    }

    static UpdateException failed(String message) {
        return new UpdateException(false, message, null);
    }

    static UpdateException failed(String message, Throwable cause) {
        return new UpdateException(false, message, cause);
    }

    public boolean isRefused() {
        return refused;
    }
}
