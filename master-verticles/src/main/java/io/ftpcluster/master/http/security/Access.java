package io.ftpcluster.master.http.security;

/** Who may call an operation. */
public enum Access {
    ANYONE,
    USER,
    ADMIN,
    /** A server's agent, by the server's token; no user, not even an admin. */
    SERVER,
    /** A machine that is to be a server, by an enrolment secret, which the operation looks up. */
    ENROLMENT
}
