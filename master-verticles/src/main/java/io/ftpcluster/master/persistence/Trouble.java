package io.ftpcluster.master.persistence;

/**
 * What a refusal of the database means.
 *
 * @param reason for people, as the end of a sentence; empty: nothing to add
 */
record Trouble(Kind kind, String reason) {

    static final Trouble UNIQUE = new Trouble(Kind.UNIQUE, "");
    static final Trouble DEFECT = new Trouble(Kind.DEFECT, "");

    enum Kind {
        /** Such a row exists already. */
        UNIQUE,
        /** Another transaction came between: the whole of this one may be tried again. */
        CONFLICT,
        /** The connection is gone; another one may do. */
        LOST,
        /** It can't be used now, over whichever connection. */
        UNAVAILABLE,
        /** We asked for something wrong. */
        DEFECT
    }

    static Trouble conflict() {
        return new Trouble(Kind.CONFLICT, "too many change the same at once");
    }

    static Trouble lost() {
        return new Trouble(Kind.LOST, "the connection to it was lost");
    }

    static Trouble unavailable(String reason) {
        return new Trouble(Kind.UNAVAILABLE, reason);
    }
}
