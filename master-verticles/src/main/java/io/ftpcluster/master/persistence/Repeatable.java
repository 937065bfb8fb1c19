package io.ftpcluster.master.persistence;

/** It didn't happen this time, and may be tried again: {@link Database} does so, or gives up. */
final class Repeatable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Trouble trouble;

    Repeatable(Trouble trouble, Throwable cause) {
        super(trouble.reason(), cause);
        this.trouble = trouble;
    }

    Trouble trouble() {
        return trouble;
    }

    boolean lost() {
        return trouble.kind() == Trouble.Kind.LOST;
    }
}
