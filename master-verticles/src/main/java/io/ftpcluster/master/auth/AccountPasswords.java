package io.ftpcluster.master.auth;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.secrets.SecretBox;
import io.ftpcluster.messages.Accounts.NewPassword;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.apache.commons.codec.digest.Sha2Crypt;

/**
 * Passwords of the system users that agents make: nobody chooses or types them, so they have 32 characters that look alike
 * nowhere and that no FTP server or client takes for anything else. Thread-safe.
 */
final class AccountPasswords {

    static final int LENGTH = 32;
    static final String ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789";
    private static final int SALT_LENGTH = 16;
    private static final String SHA_512 = "$6$";
    private static final String SALT_ALPHABET = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private final SecureRandom random = new SecureRandom();
    private final SecretBox box;

    AccountPasswords(SecretBox box) {
        this.box = box;
    }

    NewPassword make() {
        String plain = text(ALPHABET, LENGTH);
        byte[] bytes = plain.getBytes(StandardCharsets.UTF_8);
        // It wipes the bytes.
        String hash = Sha2Crypt.sha512Crypt(bytes, SHA_512 + text(SALT_ALPHABET, SALT_LENGTH));
        return new NewPassword(box.seal(new Secret(plain)), new Secret(hash));
    }

    private String text(String alphabet, int length) {
        StringBuilder text = new StringBuilder(length);
        random.ints(length, 0, alphabet.length()).forEach(i -> text.append(alphabet.charAt(i)));
        return text.toString();
    }
}
