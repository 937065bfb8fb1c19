package io.ftpcluster.master.auth;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DelegatingPasswordHashTest {

    private static final String SALT = "$04$abcdefghijklmnopqrstuu";

    private final DelegatingPasswordHash hashes = new DelegatingPasswordHash(new Argon2id(64, 1));

    /** What libxcrypt's crypt(3) makes of them. */
    @ParameterizedTest
    @ValueSource(strings = {"$2a", "$2b", "$2y"})
    void bcryptOfOthersIsVerified(String version) {
        String hash = version + SALT + "jydOTSfIH/d5oUHpsygqV5X9xJLQc6e";

        assertTrue(hashes.matches("correct horse", hash));
        assertFalse(hashes.matches("correct horsf", hash));
        assertFalse(hashes.matches("", hash));
        assertTrue(hashes.matches("p\u00e4sswort", version + SALT + "WPyT3zuK3JxmyXx5UFcdTiysSm3GF5K"));
        assertTrue(hashes.isOutdated(hash));
    }

    /** As passlib and crypt(3) have it. */
    @Test
    void bcryptTakesTheFirst72Bytes() {
        String hash = "$2b" + SALT + "bzadhGtS2zEF.gu0yd0opP6cVzb.e0i";

        assertTrue(hashes.matches("x".repeat(72), hash));
        assertTrue(hashes.matches("x".repeat(72) + "y", hash));
        assertFalse(hashes.matches("x".repeat(71), hash));
    }

    @Test
    void passlibsAreVerified() {
        assertTrue(hashes.matches("y".repeat(80), "$2b$04$fRDQ7RJ2STAOtAKiW9hW3eR65BV5OOpX7C8EnTBwGY6lb/PS6cJpO"));
    }

    /** A hash of the highest cost would keep a processor for days at each login. */
    @ParameterizedTest
    @ValueSource(strings = {"$2b$31$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e",
            "$2b$03$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e",
            "$2x$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e",
            "$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6", "scrypt:32768:8:1$salt$00", ""})
    void whatCantBeVerifiedIsNotUsable(String hash) {
        assertFalse(Bcrypt.isUsable(hash));
        assertFalse(Bcrypt.matches("correct horse", hash));
    }

    @Test
    void newHashesAreArgon2id() {
        String hash = hashes.hash("correct horse");

        assertTrue(hash.startsWith("$argon2id$"), hash);
        assertFalse(hashes.isOutdated(hash));
        assertTrue(hashes.matches("correct horse", hash));
        assertFalse(hashes.matches("", hashes.unmatchable()));
    }
}
