package io.ftpcluster.bus;

import java.util.List;
import java.util.Objects;

/**
 * A failure as it crosses the bus: a stable code and a text that is safe to show.
 *
 * @param code what kind of failure
 * @param detail one or two sentences for the person who caused or must mend it; never a secret or a stack trace
 * @param errors which fields are wrong, for {@link FailureCode#INVALID} and collisions; else empty
 * @param retryAfterSeconds when to try again, or 0 when unknown
 */
@Wire("failure.v1")
public record Failure(FailureCode code, String detail, List<FieldError> errors, long retryAfterSeconds) {

    /** One field that is wrong, by its name in the API. */
    public record FieldError(String field, String detail) {}

    public Failure {
        Objects.requireNonNull(code);
        detail = Objects.requireNonNullElse(detail, "");
        errors = errors == null ? List.of() : List.copyOf(errors);
    }

    public static Failure of(FailureCode code, String detail) {
        return new Failure(code, detail, List.of(), 0);
    }

    public static Failure invalid(String field, String detail) {
        return new Failure(FailureCode.INVALID, field + ": " + detail, List.of(new FieldError(field, detail)), 0);
    }

    public static Failure notFound(String detail) {
        return of(FailureCode.NOT_FOUND, detail);
    }

    public static Failure forbidden(String detail) {
        return of(FailureCode.FORBIDDEN, detail);
    }

    public static Failure conflict(String detail) {
        return of(FailureCode.CONFLICT, detail);
    }

    /** A collision that one field is to blame for: {@code wrong} is said beside it. */
    public static Failure conflict(String field, String wrong, String detail) {
        return new Failure(FailureCode.CONFLICT, detail, List.of(new FieldError(field, wrong)), 0);
    }

    public Failure retryAfter(long seconds) {
        return new Failure(code, detail, errors, seconds);
    }

    public FailureException exception() {
        return new FailureException(this, null);
    }

    public FailureException causedBy(Throwable cause) {
        return new FailureException(this, cause);
    }
}
