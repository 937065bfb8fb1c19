package io.ftpcluster.master.acme;

import java.time.Instant;
import java.util.Optional;

/** An order that came to nothing. Its message is one line for people. */
final class OrderException extends Exception {

    private static final long serialVersionUID = 1;

    /** Who has failed. */
    enum Kind {
        /** The CA wasn't reached, or had no time: asking again costs nobody anything. */
        UNREACHABLE,
        /** The CA has refused it, and counts how often. */
        REFUSED
    }

    private final Kind kind;
    private final transient Optional<Instant> notBefore;

    /** @param notBefore when the CA says that it may be asked again; empty: it says nothing */
    OrderException(Kind kind, String message, Optional<Instant> notBefore, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.notBefore = notBefore;
    }

    static OrderException refused(String message) {
        return new OrderException(Kind.REFUSED, message, Optional.empty(), null);
    }

    Kind kind() {
        return kind;
    }

    Optional<Instant> notBefore() {
        return notBefore;
    }
}
