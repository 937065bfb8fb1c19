package io.ftpcluster.agent.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Secret;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DesiredAccountTest {

    private static final String HASH = Hashes.ONE;
    private static final String YESCRYPT = "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7";

    private static DesiredAccount parse(String line) throws AccountException {
        return DesiredAccount.parse("anna", line);
    }

    private static String refusal(String name, String line) {
        return assertThrows(AccountException.class, () -> DesiredAccount.parse(name, line)).answer();
    }

    @Test
    void whatItShouldBe() throws Exception {
        assertEquals(new DesiredAccount("anna", DesiredAccount.State.ACTIVE, new Secret(HASH), null, null),
                parse("state=active password=" + HASH));
        assertEquals(new Secret("!" + YESCRYPT), parse("password=" + YESCRYPT + " state=locked").passwordField());
        for (DesiredAccount.Disposal files : DesiredAccount.Disposal.values()) {
            assertEquals(new DesiredAccount("anna", DesiredAccount.State.ABSENT, null, files, null),
                    parse("state=absent files=" + files.name().toLowerCase(Locale.ROOT)));
        }
    }

    @Test
    void whatANewerPortalAddsIsPassedOver() throws Exception {
        assertEquals(parse("state=active password=" + HASH), parse("newer=5 state=active  password=" + HASH + " x= "));
    }

    @Test
    void aQuotaIsANumberOfBytes() throws Exception {
        assertNull(parse("state=active password=" + HASH).quota());
        assertEquals(0, parse("state=locked quota=0 password=" + HASH).quota());
        assertEquals(1L << 60, parse("quota=1152921504606846976 state=active password=" + HASH).quota());
        for (String wrong : List.of("", "-1", "5M", "1152921504606846977", "9223372036854775808",
                "99999999999999999999")) {
            assertTrue(refusal("anna", "state=active password=" + HASH + " quota=" + wrong).startsWith("failed: quota"),
                    wrong);
        }
    }

    @Test
    void roundsAreTaken() throws Exception {
        String hash = HASH.replace("$6$", "$6$rounds=10000$");
        assertEquals(new Secret(hash), parse("state=active password=" + hash).password());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "state", "state=", "state=ACTIVE", "state=gone", "active", "state=absent",
            "state=absent files=", "state=absent files=shred", "state=absent files=keep files=remove",
            "state=active state=locked", "state=active", "state=active password=", "state=active password=secret",
            "state=active password=!", "state=active password=*", "state=active password=$6$salt$short",
            "state=active password=$1$saltsalt$qjXMvbEw8oaL.CzflDtaK/"})
    void whatCanNotBeDoneFails(String line) {
        assertTrue(refusal("anna", line).startsWith("failed: "), line);
    }

    /** Whatever it is, it must not end a field or a line of /etc/shadow, nor be a hash that nobody's password has. */
    @ParameterizedTest
    @ValueSource(strings = {":", "\n", "\nroot:", ":0:", "!", " ", "\t", "\0", "\r", "ä", "$", "x"})
    void nothingElseGetsIntoShadow(String bad) {
        for (String hash : new String[]{HASH + bad, bad + HASH, HASH.replace("saltsalt", "sal" + bad + "sal"),
                HASH.substring(0, 60) + bad + HASH.substring(61)}) {
            if (!hash.strip().matches("\\$6\\$[a-z]{1,16}\\$[./A-Za-z0-9]{86}")) {
                String refusal = refusal("anna", "state=active password=" + hash);
                assertTrue(refusal.startsWith("failed: ") && !refusal.contains(HASH.substring(30)), refusal);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-r", "--root=x", "Anna", "1anna", "a.b", "a b", "a/b", "../etc", "a:b", "a\nb", "ä",
            "a\0", "anna$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "root", "daemon", "www-data", "nobody", "_apt", "sshd",
            "ftp", "ftpcluster", "systemd-network", "systemd-what-comes"})
    void whatCanBeNobodysName(String name) {
        assertTrue(refusal(name, "state=active password=" + HASH).startsWith("conflict: "), name);
        assertTrue(refusal(name, "state=absent files=remove").startsWith("conflict: "), name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "_a", "anna-maria-example", "a_1", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "rooted"})
    void whatCanBeAName(String name) throws Exception {
        assertEquals(name, DesiredAccount.parse(name, "state=absent files=keep").name());
    }

    @Test
    void passwordsAreNotShown() throws Exception {
        assertFalse(parse("state=active password=" + HASH).toString().contains("$6$"));
        assertFalse(new Account("a", 1, 1, "/", "/", new Secret(HASH), false).toString().contains("$6$"));
    }
}
