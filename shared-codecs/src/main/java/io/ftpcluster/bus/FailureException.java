package io.ftpcluster.bus;

import java.util.Objects;

/** How code throws a {@link Failure}; what it carries is for the person who asked, its cause is for the log. */
public class FailureException extends RuntimeException {

    private final transient Failure failure;

    protected FailureException(Failure failure, Throwable cause) {
        // Failures are ordinary answers: without a stack they cost next to nothing.
        super(failure.code() + ": " + failure.detail(), cause, false, cause != null);
        this.failure = Objects.requireNonNull(failure);
    }

    public final Failure failure() {
        return failure;
    }
}
