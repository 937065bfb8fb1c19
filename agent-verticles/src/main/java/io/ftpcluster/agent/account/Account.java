package io.ftpcluster.agent.account;

import io.ftpcluster.bus.Secret;

/**
 * A system user, as passwd(5) and shadow(5) tell.
 *
 * @param password the field of /etc/shadow; empty when the user isn't in there
 * @param expires whether it ends at some day
 */
record Account(String name, int uid, int gid, String home, String shell, Secret password, boolean expires) {

    private static final String LOCK = "!";

    Account with(Secret field, boolean ends) {
        return new Account(name, uid, gid, home, shell, field, ends);
    }

    /** Whether no password lets it in because it was locked, or never had one. */
    boolean isLocked() {
        return password.value().isEmpty() || password.value().startsWith(LOCK);
    }

    /** Without the sign that it is locked. */
    Secret unlockedPassword() {
        return isLocked() && !password.value().isEmpty()
                ? new Secret(password.value().substring(LOCK.length()))
                : password;
    }

    /** What the field is when this password is locked. */
    static Secret locked(Secret password) {
        return new Secret(LOCK + password.value());
    }
}
