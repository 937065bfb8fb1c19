package io.ftpcluster.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.messages.Servers.Settings;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChecksTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "..", ".hidden", "a/b", "a b", "a\r\nb", "ä", "a%2e",
            "123e4567-e89b-12d3-a456-426614174000"})
    void refusesNamesThatAreNoPathSegmentOrLookLikeAnId(String alias) {
        assertEquals("alias", refusedField(() -> settings(alias, "host", 21, null)));
    }

    /** The audit trail calls the portal so. Accounts that are there already still log in and change. */
    @ParameterizedTest
    @ValueSource(strings = {"system", "SYSTEM", "System", "portal", "FTPCluster"})
    void refusesNewUsersWithThePortalsName(String name) {
        Secret password = new Secret("a good passphrase");
        assertEquals("username", refusedField(() -> new Users.Create(Actor.SYSTEM, name, password, Users.Role.USER)));
        assertEquals(name, new Auth.Login(name, password, "-", "-", Sessions.Kind.BEARER).username());
        new Users.Update(Actor.SYSTEM, name, password, null);
        new Users.Create(Actor.SYSTEM, "system1", password, Users.Role.USER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\nb", "http://a", "-a", "a/b"})
    void refusesHostsThatAreNone(String host) {
        assertEquals("host", refusedField(() -> settings("alpha", host, 21, null)));
    }

    @Test
    void takesFingerprintsWithColonsInAnyCase() {
        Settings settings = settings("alpha", "::1", 21, "AB:".repeat(31) + "AB");
        assertEquals("ab".repeat(32), settings.tlsFingerprint());
        assertNull(settings("alpha", "ftp.example.org", 21, " ").tlsFingerprint());
        assertEquals("tls_fingerprint", refusedField(() -> settings("alpha", "h", 21, "abcd")));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 65536})
    void refusesPortsOutOfRange(int port) {
        assertEquals("ftp_port", refusedField(() -> settings("alpha", "host", port, null)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nDELE x", "a\nb", "a\0b", ""})
    void refusesLoginsThatWouldEndTheCommand(String text) {
        assertEquals("ftp_username", refusedField(() -> permission(text, "secret")));
        assertEquals("user_pass", refusedField(() -> permission("demo", text)));
    }

    @Test
    void noRightsMeansAllOfThem() {
        assertEquals(Permissions.Right.values().length, permission("demo", "secret").rights().size());
    }

    @Test
    void secretsShowAsStars() {
        String printed = permission("demo", "hunter2-hunter2").toString();
        assertTrue(printed.contains("***") && !printed.contains("hunter2"), printed);
    }

    private static Settings settings(String alias, String host, int port, String fingerprint) {
        return new Settings(alias, host, port, FtpSecurity.NONE, fingerprint, null, null);
    }

    private static Permissions.Create permission(String ftpUsername, String password) {
        return new Permissions.Create(Actor.SYSTEM, "demo", "alpha", ftpUsername, new Secret(password), Set.of(), null);
    }

    private static String refusedField(org.junit.jupiter.api.function.Executable action) {
        Failure failure = assertThrows(FailureException.class, action).failure();
        return failure.errors().get(0).field();
    }
}
