package io.ftpcluster.master.backup.age;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Secret;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgeTest {

    private static final Secret PASSPHRASE = new Secret("correct horse battery staple");
    /** Made by another program from the format's description, and decrypted by age 1.1.1 with the passphrase above. */
    private static final String BY_ANOTHER = "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCBFQkVTRXhRVkZoY1lHUm9iSEIwZUh3IDEwCkdG"
            + "c1drZ0lIOW9xdFVQMjZFVWVFb0grcFp6TjdvZVI5aS9adnRrRy9CbUEKLS0tIEFNYjdDeWFYK21mOUtl"
            + "NVdMK0o0bnpId1ZTNGszSWpnRG5DRUJSWGw0VzAKICEiIyQlJicoKSorLC0uLzOjs0tZHwTZaHYlPyev"
            + "mNWr/5OkQBsV0q6THLra4cScFA==";
    private static final int CHUNK = 64 * 1024;
    private static final int SEALED_CHUNK = CHUNK + 16;
    /** Quick: how the key is made isn't what these tests are about. */
    private static final int WORK = 4;

    private static byte[] encrypt(byte[] plain) throws IOException {
        ByteArrayOutputStream sealed = new ByteArrayOutputStream();
        try (AgeOutputStream out = new AgeOutputStream(sealed, PASSPHRASE, WORK)) {
            // In pieces that fit no chunk.
            for (int from = 0; from < plain.length; from += 1000) {
                out.write(plain, from, Math.min(1000, plain.length - from));
            }
        }
        return sealed.toByteArray();
    }

    private static byte[] decrypt(byte[] sealed, Secret passphrase) throws IOException {
        try (AgeInputStream in = new AgeInputStream(new ByteArrayInputStream(sealed), passphrase)) {
            return in.readAllBytes();
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static int payload(byte[] sealed) {
        String text = new String(sealed, StandardCharsets.ISO_8859_1);
        return text.indexOf('\n', text.indexOf("\n---") + 1) + 1 + 16;
    }

    private static void assertRefused(String why, byte[] sealed) {
        AgeException refused = assertThrows(AgeException.class, () -> decrypt(sealed, PASSPHRASE));
        assertTrue(refused.getMessage().contains(why), refused.getMessage());
    }

    @Test
    void whatAnotherProgramMadeIsRead() throws IOException {
        assertEquals("a portal's state\n",
                new String(decrypt(Base64.getDecoder().decode(BY_ANOTHER), PASSPHRASE), StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK})
    void whatIsWrittenIsRead(int length) throws IOException {
        byte[] plain = random(length);
        byte[] sealed = encrypt(plain);
        assertArrayEquals(plain, decrypt(sealed, PASSPHRASE));
        assertTrue(AgeInputStream.isEncrypted(sealed));
    }

    @Test
    void anotherPassphraseIsRefused() throws IOException {
        byte[] sealed = encrypt(random(10));
        AgeException refused = assertThrows(AgeException.class,
                () -> decrypt(sealed, new Secret("correct horse battery stapler")));
        assertEquals("the passphrase is another one", refused.getMessage());
    }

    @Test
    void whatIsCutAnywhereIsRefused() throws IOException {
        byte[] sealed = encrypt(random(2 * CHUNK + 7));
        int payload = payload(sealed);
        for (int length : new int[]{0, 5, 30, payload - 20, payload - 3, payload, payload + 1, payload + SEALED_CHUNK,
                payload + 2 * SEALED_CHUNK, sealed.length - 1}) {
            assertRefused("cut short", Arrays.copyOf(sealed, length));
        }
    }

    @Test
    void whatIsAlteredAnywhereIsRefused() throws IOException {
        byte[] sealed = encrypt(random(CHUNK + 7));
        int payload = payload(sealed);
        for (int at : new int[]{3, 35, 60, 100, payload - 40, payload - 5, payload + 9, sealed.length - 1}) {
            byte[] altered = sealed.clone();
            altered[at] ^= 1;
            assertThrows(AgeException.class, () -> decrypt(altered, PASSPHRASE), "at " + at);
        }
    }

    @Test
    void chunksThatAreSwappedLeftOutOrAddedAreRefused() throws IOException {
        byte[] sealed = encrypt(random(3 * CHUNK));
        int payload = payload(sealed);
        byte[] swapped = sealed.clone();
        System.arraycopy(sealed, payload, swapped, payload + SEALED_CHUNK, SEALED_CHUNK);
        System.arraycopy(sealed, payload + SEALED_CHUNK, swapped, payload, SEALED_CHUNK);
        assertRefused("damaged", swapped);
        byte[] without = Arrays.copyOf(sealed, sealed.length - SEALED_CHUNK);
        System.arraycopy(sealed, payload + SEALED_CHUNK, without, payload, without.length - payload);
        assertRefused("damaged", without);
        assertRefused("damaged", Arrays.copyOf(sealed, sealed.length + 20));
    }

    @Test
    void aPassphraseThatWouldTakeAllMemoryIsRefusedBeforeItDoes() throws IOException {
        String header = new String(encrypt(random(1)), StandardCharsets.ISO_8859_1);
        for (String work : new String[]{"22", "40"}) {
            assertRefused("of memory",
                    header.replaceFirst("(-> scrypt \\S+) 4", "$1 " + work).getBytes(StandardCharsets.ISO_8859_1));
        }
        assertRefused("damaged",
                header.replaceFirst("(-> scrypt \\S+) 4", "$1 0").getBytes(StandardCharsets.ISO_8859_1));
        assertRefused("for a key", header.replaceFirst("-> scrypt", "-> X25519").getBytes(StandardCharsets.ISO_8859_1));
    }
}
