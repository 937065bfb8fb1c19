package io.ftpcluster.master.accounts;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;

/** The agent gave no answer, or none that can be read. */
final class ExchangeException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    ExchangeException(FailureException cause) {
        super(cause.failure().detail(), cause);
        this.failure = cause.failure();
    }

    /** It has no link, or lost it before it answered. */
    boolean isAway() {
        return failure.code() == FailureCode.UNAVAILABLE;
    }

    /** It is an older one, or has not the rights that it needs. */
    boolean isUnable() {
        return failure.code() == FailureCode.UNSUPPORTED;
    }

    String detail() {
        return failure.detail();
    }
}
