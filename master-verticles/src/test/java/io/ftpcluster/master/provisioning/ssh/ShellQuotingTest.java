package io.ftpcluster.master.provisioning.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ftpcluster.testing.Commands;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What real shells make of it. */
class ShellQuotingTest {

    private static final List<String> HOSTILE = List.of("", " ", "'", "''", "\\", "\\'", "'\\''", "\"", "$HOME",
            "$(id)", "`id`", "${IFS}", "a;id", "a&&id", "a|id", ">f", "<f", "*", "?", "[a]", "~", "~root", "!x", "#x",
            "-n", "--help", "a\nb", "a\r\nb", "\n", "a\tb", "{a,b}", "%s\\n", "ä€😀", "\u0001\u001b[31m", "$'\\n'",
            "\\\n", "a=b", "; rm -rf /tmp/none #");

    @Test
    void eachStringIsOneWord() {
        for (String shell : List.of("sh", "bash")) {
            for (String hostile : HOSTILE) {
                String script = "for word in " + ShellQuoting.quote(hostile) + "; do printf '<%s>' \"$word\"; done";
                assertEquals("<" + hostile + ">", Commands.run(shell, "-c", script), shell);
            }
        }
    }

    @Test
    void eachCharacterIsItself() {
        StringBuilder all = new StringBuilder();
        IntStream.range(1, 0x180).forEach(all::appendCodePoint);
        assertEquals(all.toString(), Commands.run("sh", "-c", "printf %s " + ShellQuoting.quote(all.toString())));
    }

    @Test
    void aCommandKeepsItsWordsApartAlsoWithinAnother() {
        String inner = ShellQuoting.command("printf", "[%s]", "a b", "it's", "");
        assertEquals("[a b][it's][]", Commands.run("sh", "-c", "sh -c " + ShellQuoting.quote(inner)));
    }

    @Test
    void noShellTakesANul() {
        assertThrows(IllegalArgumentException.class, () -> ShellQuoting.quote("a\0b"));
    }
}
