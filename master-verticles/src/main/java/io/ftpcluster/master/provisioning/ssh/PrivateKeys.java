package io.ftpcluster.master.provisioning.ssh;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.util.security.SecurityUtils;

/** Private keys as people have them in files: OpenSSH's own form, and PEM. */
public final class PrivateKeys {

    private static final int LONGEST = 32 * 1024;
    private static final String KEY = "ssh_private_key";
    private static final String PASSPHRASE = "ssh_passphrase";

    private PrivateKeys() {}

    /**
     * Fails INVALID with the field that is wrong.
     *
     * @param passphrase null: none
     */
    public static KeyPair read(Secret text, Secret passphrase) {
        String key = text.value().replace("\r\n", "\n").strip() + "\n";
        if (key.length() > LONGEST) {
            throw Failure.invalid(KEY, "is longer than any private key").exception();
        }
        if (key.startsWith("PuTTY-User-Key-File")) {
            throw Failure.invalid(KEY, "is a key of PuTTY; convert it with: puttygen KEY -O private-openssh")
                    .exception();
        }
        if (key.startsWith("ssh-") || key.startsWith("ecdsa-")) {
            throw Failure.invalid(KEY, "is a public key; give the private one").exception();
        }
        AtomicBoolean asked = new AtomicBoolean();
        FilePasswordProvider passphrases = (session, resource, attempt) -> {
            asked.set(true);
            return passphrase == null ? null : passphrase.value();
        };
        try {
            Iterable<KeyPair> found = SecurityUtils.loadKeyPairIdentities(null, NamedResource.ofName(KEY),
                    new ByteArrayInputStream(key.getBytes(StandardCharsets.UTF_8)), passphrases);
            if (found != null) {
                for (KeyPair pair : found) {
                    return pair;
                }
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw unreadable(asked.get(), passphrase).causedBy(e);
        }
        throw unreadable(asked.get(), passphrase).exception();
    }

    private static Failure unreadable(boolean encrypted, Secret passphrase) {
        if (encrypted) {
            return passphrase == null
                    ? Failure.invalid(PASSPHRASE, "is required, as the key is encrypted")
                    : Failure.invalid(PASSPHRASE, "doesn't open the key");
        }
        return Failure.invalid(KEY, "can't be read; give the whole file of an OpenSSH or PEM private key, with its"
                + " first and last lines");
    }
}
