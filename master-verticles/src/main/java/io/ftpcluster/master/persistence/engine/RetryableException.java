package io.ftpcluster.master.persistence.engine;

/** It didn't happen this time, and may be tried again: {@code Database} does so, or gives up. */
public final class RetryableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient SqlErrorKind trouble;

    RetryableException(SqlErrorKind trouble, Throwable cause) {
        super(trouble.reason(), cause);
        this.trouble = trouble;
    }

    SqlErrorKind trouble() {
        return trouble;
    }

    public boolean lost() {
        return trouble.kind() == SqlErrorKind.Kind.LOST;
    }
}
