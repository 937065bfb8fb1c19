package io.ftpcluster.master.persistence.engine;

/**
 * What a refusal of the database means.
 *
 * @param reason for people, as the end of a sentence; empty: nothing to add
 */
record SqlErrorKind(Kind kind, String reason) {

    static final SqlErrorKind UNIQUE = new SqlErrorKind(Kind.UNIQUE, "");
    static final SqlErrorKind DEFECT = new SqlErrorKind(Kind.DEFECT, "");

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

    static SqlErrorKind conflict() {
        return new SqlErrorKind(Kind.CONFLICT, "too many change the same at once");
    }

    static SqlErrorKind lost() {
        return new SqlErrorKind(Kind.LOST, "the connection to it was lost");
    }

    static SqlErrorKind unavailable(String reason) {
        return new SqlErrorKind(Kind.UNAVAILABLE, reason);
    }
}
