package io.ftpcluster.master.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommonPasswordsTest {

    private final CommonPasswords common = CommonPasswords.load();

    @ParameterizedTest
    @ValueSource(strings = {"password", "Password1", "PASSWORD123!", "P@ssw0rd", "p4$$w0rd2024", "passwordpassword",
            "12345678", "123456789", "1234567890", "87654321", "11111111", "00000000", "aaaaaaaa", "12121212",
            "abcabcabc", "abcdefgh", "abcd1234", "1234abcd", "qwertyuiop", "qwerty123", "QWERTY12!", "1q2w3e4r",
            "1qaz2wsx", "zxcvbnm1", "asdfghjkl", "11223344", "aabbccdd", "letmein1", "welcome1", "Welcome2024!",
            "iloveyou", "sunshine1", "football", "admin123", "@dmin1234", "adminadmin", "changeme", "changeme1!",
            "trustno1", "ftpcluster", "FtpCluster1", "rootroot", "test1234", "!!!!!!!!", "!@#$%^&*", "secret123",
            "123qweasd", "monkey123", "abababab"})
    void refusesWhatIsGuessedFirst(String password) {
        Failure failure = assertThrows(FailureException.class,
                () -> common.refuse("password", new Secret(password), "someone")).failure();
        assertEquals("password", failure.errors().getFirst().field());
    }

    @ParameterizedTest
    @ValueSource(strings = {"correct horse battery staple", "Stranger-pass-phrase", "demo-password", "admin-password",
            "k7#Vq!x2", "passphrase", "3f9c2a7be81d4405", "x8Wm-20qLz", "another password", "a long passphrase",
            "bob's own words", "9182736455463728", "Grüße aus Köln"})
    void takesOthers(String password) {
        assertTrue(common.objection(new Secret(password), "someone").isEmpty());
    }

    @Test
    void refusesTheUsersName() {
        for (String password : List.of("wanda-x.org", "WANDA-X.ORG", "wanda-x.org2024!", "99wanda-x.org", "gro.x-adnaw",
                "wanda-x.orgwanda-x.org")) {
            assertTrue(common.objection(new Secret(password), "Wanda-x.org").orElse("").contains("user name"),
                    password);
        }
        assertTrue(common.objection(new Secret("bo-trails-9"), "bo").isEmpty());
        assertTrue(common.objection(new Secret("wanda-x.org walks home"), "wanda-x.org").isEmpty());
    }

    @Test
    void whatThePortalMakesUpIsTaken() {
        for (int i = 0; i < 1000; i++) {
            Secret made = GeneratedPassword.make();
            assertTrue(common.objection(made, "admin").isEmpty(), made.value());
        }
    }

    @Test
    void longInputIsQuick() {
        assertTrue(common.objection(new Secret("1q".repeat(60) + "z".repeat(100) + "!".repeat(36)), "x".repeat(64))
                .isEmpty());
    }
}
