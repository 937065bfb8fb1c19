package io.ftpcluster.master.secrets;

import io.ftpcluster.bus.Secret;
import java.util.List;

/** Encrypts what is stored and must be read again: the passwords of logins on the FTP servers. Thread-safe. */
public interface SecretBox {

    /** Encrypts with the newest key. */
    Secret seal(Secret plain);

    /** Decrypts with whichever key fits; fails INTERNAL when none does. */
    Secret open(Secret sealed);

    /** Of its keys, by which they can be told apart; the newest first. */
    List<String> fingerprints();

    /** Whether the newest key made this, so that it needn't be sealed again after a rotation. */
    boolean isCurrent(Secret sealed);
}
