package io.ftpcluster.master.cli.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ftpcluster.master.cli.CommandException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that servers give, here. */
class RemoteNameTest {

    /** Whatever its list says, a server names files in the folder and nowhere else. */
    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "/", "/etc/passwd", "a/b", "../a", "a\\b", "..\\a", "a\0b"})
    void noneLeadsElsewhere(String name) {
        assertThrows(CommandException.class, () -> RemoteName.local(name));
    }

    @ParameterizedTest
    @CsvSource({"a.txt,a.txt", "...,...", "..a,..a", "%2E%2E,%2E%2E", "größe,größe", "' ',' '"})
    void othersStay(String name, String local) {
        assertEquals(local, RemoteName.local(name));
    }

    @Test
    void bytesThatAreNoTextStayTold() {
        String name = RemoteName.decode("a%FF+%C3%A4%20%25");
        assertEquals("a%FF+ä %", RemoteName.local(name));
        assertEquals("a\\xff+ä %", RemoteName.shown(name));
    }

    @Test
    void nothingSteersATerminal() {
        assertEquals("\\x1b[31m\\x07\\x7f\\x0a\\u009b\\u202e\\\\x",
                RemoteName.shown("\u001b[31m\u0007\u007f\n\u009b\u202e\\x"));
    }
}
