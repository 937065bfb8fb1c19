package io.ftpcluster.bus;

/** Why a request failed, stable across versions. The HTTP layer maps each to one status; new ones go to the end. */
public enum FailureCode {
    /** The input is wrong; sending it again changes nothing. */
    INVALID,
    /** No, expired or wrong credentials. */
    UNAUTHENTICATED,
    /** Known, but not allowed. */
    FORBIDDEN,
    NOT_FOUND,
    /** Collides with what exists: a name that is taken, the last admin. */
    CONFLICT,
    /** Too many attempts, or too much at once; {@link Failure#retryAfterSeconds()} says when to come back. */
    THROTTLED,
    /** The FTP server refused, broke the protocol or closed. */
    BACKEND_FAILED,
    /** The FTP server did not answer in time. */
    BACKEND_TIMEOUT,
    /** The portal, or the FTP server by its own word, can't do it now; later it may. */
    UNAVAILABLE,
    /** Nobody answered within the deadline. */
    TIMEOUT,
    /** A defect of ours; details are in the log, never in the text. */
    INTERNAL,
    /** Something stands where nothing may. */
    EXISTS,
    /** The FTP server, or the agent, can't do this at all. */
    UNSUPPORTED,
    /** Somebody else has taken over what the asker was doing; it must stop. */
    SUPERSEDED,
    /** The FTP server has no room for it: its disk is full or out of inodes, or the login has used up its quota. */
    INSUFFICIENT_STORAGE
}
