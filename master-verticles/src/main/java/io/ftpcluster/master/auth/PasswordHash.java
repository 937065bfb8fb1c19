package io.ftpcluster.master.auth;

/** How passwords become hashes: slow on purpose, so never called on an event loop. Thread-safe. */
public interface PasswordHash {

    /** With a new salt; the text holds the algorithm and its parameters. */
    String hash(String password);

    boolean matches(String password, String hash);

    /** Whether {@link #hash} would make one of another kind now. */
    default boolean isOutdated(String hash) {
        return false;
    }

    /** A hash that costs the same as any other and that no password matches. */
    String unmatchable();
}
