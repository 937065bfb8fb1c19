package io.ftpcluster.master.cli.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.cli.CommandException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people write for a place behind the portal. */
class RemoteAddressTest {

    private static final URI PORTAL = URI.create("https://portal.example/here");

    private static RemoteAddress parse(String text) {
        return RemoteAddress.parse(text, PORTAL);
    }

    @ParameterizedTest
    @CsvSource({":,/ftp/anna/", "alpha:,/ftp/anna/alpha/", "alpha:/,/ftp/anna/alpha/",
            "alpha:a/b.txt,/ftp/anna/alpha/a/b.txt", "alpha:/a//./b/,/ftp/anna/alpha/a/b/",
            "a.b_c@d-e:50% größe?#+,/ftp/anna/a.b_c%40d-e/50%25%20gr%C3%B6%C3%9Fe%3F%23%2B",
            "alpha:a/../b,/ftp/anna/alpha/a/%2E%2E/b", "alpha:a:b,/ftp/anna/alpha/a%3Ab",
            "https://portal.example/here/ftp/ben/beta/x%20y/z,/ftp/ben/beta/x%20y/z",
            "HTTPS://portal.example/here/ftp/ben/beta,/ftp/ben/beta/",
            "https://portal.example/here/ftp/ben/,/ftp/ben/"})
    void isAPathOfTheApi(String text, String path) {
        assertTrue(RemoteAddress.isRemote(text));
        assertEquals(path, parse(text).path("anna"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.txt", "./a:b", "/a:b", "dir/a:b", "-", ".", ""})
    void withoutAColonBeforeTheFirstSlashItIsLocal(String text) {
        assertFalse(RemoteAddress.isRemote(text));
        assertThrows(CommandException.class, () -> parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {":a", "al pha:a", "-x:a", "https://other.example/ftp/anna/alpha/a",
            "https://portal.example/here/files/a", "https://portal.example/here/ftp/anna/alpha/a?recursive=true",
            "https://portal.example/here/ftp/anna/alpha/a b", "https://portal.example/here/ftp/"})
    void whatNamesNothingIsWrongUsage(String text) {
        assertEquals(2, assertThrows(CommandException.class, () -> parse(text)).exitCode());
    }

    @Test
    void namesAndKinds() {
        assertTrue(parse("alpha:").folder());
        assertTrue(parse("alpha:a/").folder());
        assertFalse(parse("alpha:a").folder());
        assertEquals("alpha", parse("alpha:").name());
        assertEquals("größe", parse("alpha:a/größe").name());
        assertEquals("alpha:/a/\\x1b[2J", parse("alpha:a/\u001b[2J").shown());
        assertTrue(parse("alpha:a/b").isWithin(parse("alpha:a")));
        assertFalse(parse("alpha:ab").isWithin(parse("alpha:a")));
        assertFalse(parse("beta:a/b").isWithin(parse("alpha:a")));
    }
}
