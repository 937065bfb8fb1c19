package io.ftpcluster.master.persistence;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.secrets.SecretBox;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * How rows of the Python version are taken.
 *
 * @param source opens the passwords there; empty: users and servers only
 * @param portal seals them here
 * @param usableHash whether logins can be checked against a hash
 * @param unusableHash what users get whose hash isn't: no password fits it
 */
public record ImportOptions(Mode mode, boolean merge, Optional<SecretBox> source, SecretBox portal,
        Predicate<String> usableHash, Secret unusableHash) {

    public enum Mode {
        /** What can be taken is; the rest is told. */
        TAKE,
        /** Nothing is stored when something can't be taken. */
        ALL_OR_NOTHING,
        /** Nothing is stored. */
        DRY_RUN
    }
}
