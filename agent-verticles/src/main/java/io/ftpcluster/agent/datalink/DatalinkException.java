package io.ftpcluster.agent.datalink;

/** A request that isn't done. The message is for whoever asked, and holds no secret. */
final class DatalinkException extends Exception {

    private static final long serialVersionUID = 1;

    private final int status;
    private final int retryAfterSeconds;

    /** @param status of HTTP */
    DatalinkException(int status, String message) {
        this(status, message, 0);
    }

    /** @param retryAfterSeconds after which it may work; 0: nobody knows */
    DatalinkException(int status, String message, int retryAfterSeconds) {
        super(message, null, false, false);
        this.status = status;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    int status() {
        return status;
    }

    int retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
