package io.ftpcluster.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.FailureException;
import io.ftpcluster.text.UserNames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccountNameTest {

    @ParameterizedTest
    @CsvSource({"anna, anna", "anna.maria@example, anna-maria-example", "Anna_B, anna_b", "a..b@@c, a-b-c", "42, u-42",
            "0x.y, u-0x-y", "a-, a", "A.., a", "9.., u-9",
            "abcdefghijklmnopqrstuvwxyzabcdefghijkl, abcdefghijklmnopqrstuvwxyzabcdef",
            "abcdefghijklmnopqrstuvwxyzabcde.fgh, abcdefghijklmnopqrstuvwxyzabcde", "root, root"})
    void isReadableAndFits(String username, String name) {
        assertEquals(name, AccountName.of(username));
        assertTrue(UserNames.isPossible(name));
    }

    @Test
    void numbersStayWithinTheLength() {
        assertEquals("anna-2", AccountName.numbered("anna", 2));
        String numbered = AccountName.numbered("a".repeat(32), 123);
        assertEquals("a".repeat(28) + "-123", numbered);
        assertEquals("a".repeat(27) + "-123", AccountName.numbered("a".repeat(27) + "-bcde", 123));
    }

    @ParameterizedTest
    @ValueSource(strings = {"root", "www-data", "sshd", "ftpcluster", "systemd-network", "nobody"})
    void knowsNamesOfSystems(String name) {
        assertTrue(UserNames.isReserved(name));
        assertFails(name, "ftp_username: must not be a name that systems have for themselves");
    }

    @Test
    void otherNamesAreFree() {
        assertFalse(UserNames.isReserved("anna"));
        assertFalse(UserNames.isReserved("root-2"));
        assertEquals("anna", AccountName.require("ftp_username", "anna"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "Anna", "a b", "a.b", "a/b", "a:b", "1a", "a\n", "ä", "a$",
            "abcdefghijklmnopqrstuvwxyzabcdefg"})
    void refusesWhatUseraddMayRefuse(String name) {
        assertFails(name, "ftp_username: must be 1 to 32 of the characters a-z 0-9 _ - and start with a letter or _,"
                + " as a system user is to be made by this name");
    }

    private static void assertFails(String name, String detail) {
        FailureException refused = assertThrows(FailureException.class,
                () -> AccountName.require("ftp_username", name));
        assertEquals(detail, refused.failure().detail());
    }
}
