package io.ftpcluster.master.auth;

import static io.ftpcluster.master.auth.Outcomes.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Secret;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PasswordHasherTest {

    private final Argon2id argon2id = new Argon2id();

    @Test
    void hashesInPhcFormWithANewSalt() throws Exception {
        try (PasswordHasher hasher = new PasswordHasher()) {
            Secret hash = get(hasher.hash(new Secret("p\u00e4ssword")));
            Secret again = get(hasher.hash(new Secret("p\u00e4ssword")));

            assertTrue(
                    hash.value()
                            .matches("\\$argon2id\\$v=19\\$m=19456,t=6,p=1\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}"),
                    hash.value());
            assertNotEquals(hash, again);
            assertTrue(get(hasher.verify(new Secret("p\u00e4ssword"), hash)));
            // The same letters as another keyboard composes them.
            assertTrue(get(hasher.verify(new Secret("pa\u0308ssword"), hash)));
            assertFalse(get(hasher.verify(new Secret("password"), hash)));
            assertFalse(get(hasher.verify(new Secret(""), hash)));
        }
    }

    /** A test vector of the reference implementation. */
    @Test
    void verifiesWhatTheReferenceImplementationMade() {
        String hash = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

        assertTrue(argon2id.matches("password", hash));
        assertFalse(argon2id.matches("passwore", hash));
    }

    @Test
    void theDummyCostsTheSameAndNothingMatchesIt() {
        String parameters = argon2id.hash("x").replaceFirst("\\$[^$]*\\$[^$]*$", "");

        assertTrue(argon2id.unmatchable().startsWith(parameters + "$"));
        assertEquals(argon2id.hash("x").length(), argon2id.unmatchable().length());
        assertFalse(argon2id.matches("", argon2id.unmatchable()));
    }

    @Test
    void aLongerPasswordIsNotItsBeginning() {
        String beginning = "x".repeat(1024);

        assertFalse(argon2id.matches(beginning + "y", argon2id.hash(beginning)));
    }

    @Test
    void aDamagedHashFails() {
        try (PasswordHasher hasher = new PasswordHasher()) {
            assertThrows(ExecutionException.class,
                    () -> get(hasher.verify(new Secret("password"), new Secret("damaged"))));
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 256, 1", "2, 256, 1", "8, 256, 3", "8, 4096, 4", "64, 256, 3", "2, 16, 1"})
    void threadsFitTheProcessorsAndTheHeap(int processors, long heapMegabytes, int threads) {
        assertEquals(threads, PasswordHasher.threadsFor(processors, heapMegabytes * 1024 * 1024));
    }
}
