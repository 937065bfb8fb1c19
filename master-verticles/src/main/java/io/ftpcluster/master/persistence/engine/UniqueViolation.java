package io.ftpcluster.master.persistence.engine;

/** A row with the same unique value exists; the repository says which field that is. */
public final class UniqueViolation extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UniqueViolation(Throwable cause) {
        super("Unique value exists", cause);
    }
}
