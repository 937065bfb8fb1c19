package io.ftpcluster.messages;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.Secret;

/** What a password of the portal must be: long enough, short enough to hash, typed on one line. Else INVALID. */
public final class Passwords {

    public static final int MIN_LENGTH = 8;
    public static final int MAX_LENGTH = 256;

    private Passwords() {}

    public static void check(String field, Secret password) {
        Checks.required(field, password);
        int length = password.value().length();
        if (length < MIN_LENGTH || length > MAX_LENGTH) {
            throw Failure.invalid(field, "must have " + MIN_LENGTH + " to " + MAX_LENGTH + " characters").exception();
        }
        Checks.withoutControls(field, password.value());
    }
}
