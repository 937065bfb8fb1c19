package io.ftpcluster.master.secrets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The vectors are those of the Fernet specification: generate.json, verify.json and invalid.json. */
class FernetTest {

    private static final String KEY = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=";
    private static final String HELLO = "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJ"
            + "obwOz7JcbmrR64jVmpU4IwqDA==";

    @Test
    void generatesTheTokenOfTheSpecification() {
        Fernet fernet = at("1985-10-26T01:20:00-07:00");

        assertEquals(HELLO, fernet.seal(new Secret("hello")).value());
    }

    @Test
    void verifiesTheTokenOfTheSpecification() {
        Fernet fernet = at("1985-10-26T01:20:01-07:00");

        assertEquals("hello", fernet.openWithin(new Secret(HELLO), Duration.ofSeconds(60)).value());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
            "incorrect mac, 1985-10-26T01:20:01-07:00, gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAl1-szkFVzXTuGb4hR8AKtwcaX1YdykQUFBQUFBQUFBQQ==",
            "too short, 1985-10-26T01:20:01-07:00, gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPA==",
            "invalid base64, 1985-10-26T01:20:01-07:00, %%%%%%%%%%%%%AECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAl1-szkFVzXTuGb4hR8AKtwcaX1YdykRtfsH-p1YsUD2Q==",
            "payload size not multiple of block size, 1985-10-26T01:20:01-07:00, gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPOm73QeoCk9uGib28Xe5vz6oxq5nmxbx_v7mrfyudzUm",
            "payload padding error, 1985-10-26T01:20:01-07:00, gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0ODz4LEpdELGQAad7aNEHbf-JkLPIpuiYRLQ3RtXatOYREu2FWke6CnJNYIbkuKNqOhw==",
            "far-future TS, 1985-10-26T01:20:01-07:00, gAAAAAAdwStRAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAnja1xKYyhd-Y6mSkTOyTGJmw2Xc2a6kBd-iX9b_qXQcw==",
            "expired TTL, 1985-10-26T01:21:31-07:00, gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAl1-szkFVzXTuGb4hR8AKtwcaX1YdykRtfsH-p1YsUD2Q==",
            "incorrect IV, 1985-10-26T01:20:01-07:00, gAAAAAAdwJ6xBQECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAkLhFLHpGtDBRLRTZeUfWgHSv49TF2AUEZ1TIvcZjK1zQ=="})
    void refusesTheInvalidTokensOfTheSpecification(String description, String now, String token) {
        Fernet fernet = at(now);

        FailureException refused = assertThrows(FailureException.class,
                () -> fernet.openWithin(new Secret(token), Duration.ofSeconds(60)), description);

        assertEquals(FailureCode.INTERNAL, refused.failure().code());
    }

    @Test
    void whatIsStoredHasNoAge() {
        assertEquals("hello", new Fernet(new Secret(KEY)).open(new Secret(HELLO)).value());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "a password of more than one block", "p\u00e4\u00df\u4e16\ud83d\udd11"})
    void opensWhatItSealed(String plain) {
        Fernet fernet = new Fernet(newKey());

        assertEquals(plain, fernet.open(fernet.seal(new Secret(plain))).value());
    }

    @Test
    void sealsTheSameDifferentlyEachTime() {
        Fernet fernet = new Fernet(newKey());

        assertNotEquals(fernet.seal(new Secret("x")), fernet.seal(new Secret("x")));
    }

    @Test
    void aChangedByteAnywhereIsRefused() {
        Fernet fernet = new Fernet(newKey());
        byte[] token = Base64.getUrlDecoder().decode(fernet.seal(new Secret("x")).value());

        for (int i = 0; i < token.length; i++) {
            byte[] changed = token.clone();
            changed[i] ^= 1;
            Secret forged = new Secret(Base64.getUrlEncoder().encodeToString(changed));
            assertThrows(FailureException.class, () -> fernet.open(forged), "byte " + i);
        }
    }

    @Test
    void theNewestKeySealsAndOldOnesStillOpen() {
        Secret oldKey = newKey();
        Secret newKey = newKey();
        Fernet before = new Fernet(oldKey);
        Fernet after = new Fernet(new Secret(newKey.value() + ", " + oldKey.value()));
        Secret old = before.seal(new Secret("x"));
        Secret fresh = after.seal(new Secret("x"));

        assertEquals("x", after.open(old).value());
        assertFalse(after.isCurrent(old));
        assertTrue(after.isCurrent(fresh));
        assertEquals("x", new Fernet(newKey).open(fresh).value());
        assertThrows(FailureException.class, () -> before.open(fresh));
    }

    @Test
    void garbageIsNotCurrent() {
        assertFalse(new Fernet(newKey()).isCurrent(new Secret("%%%")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tooshort", "%%%secretsecretsecretsecretsecretsecretsecret", KEY + "," + "c2VjcmV0",
            KEY + ","})
    void aBadKeyIsNamedButNotShown(String keys) {
        KeyException refused = assertThrows(KeyException.class, () -> new Fernet(new Secret(keys)));

        assertTrue(refused.getMessage().matches("key [12] of [12] (is not base64url|has \\d+ bytes instead of 32); .*"),
                refused.getMessage());
        assertFalse(refused.getMessage().contains("secret"), refused.getMessage());
    }

    private static Fernet at(String time) {
        Clock clock = Clock.fixed(OffsetDateTime.parse(time).toInstant(), ZoneOffset.UTC);
        byte[] iv = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
        return new Fernet(new Secret(KEY), clock, () -> iv);
    }

    private static Secret newKey() {
        return Fernet.newKey(new SecureRandom());
    }
}
