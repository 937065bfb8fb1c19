package io.ftpcluster.master.secrets;

import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;

/** A known text that each database keeps sealed: whether a key fits shows before it is needed. */
public final class KeyCheck {

    private static final Secret KNOWN_TEXT = new Secret("ftpcluster key check");

    private KeyCheck() {}

    public static Secret seal(SecretBox box) {
        return box.seal(KNOWN_TEXT);
    }

    /** Whether what was sealed with another box of the same key, or this one, can be opened. */
    public static boolean fits(SecretBox box, Secret sealed) {
        try {
            return box.open(sealed).equals(KNOWN_TEXT);
        } catch (FailureException unreadable) {
            return false;
        }
    }
}
