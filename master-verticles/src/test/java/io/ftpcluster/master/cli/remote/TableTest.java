package io.ftpcluster.master.cli.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class TableTest {

    private final Table table = new Table("NAME", "TEXT").row("a", "short").row("bcdefg", "a rather long text");

    @Test
    void columnsAreAsWideAsNeeded() {
        assertEquals("NAME    TEXT\na       short\nbcdefg  a rather long text\n", table.text(Optional.empty()));
        assertEquals(table.text(Optional.empty()), table.text(Optional.of(200)));
    }

    @Test
    void theLastAndThenTheWidestAreShortenedForANarrowTerminal() {
        assertEquals("NAME    TEXT\na       short\nbcdefg  a rather long t…\n", table.text(Optional.of(24)));
        assertEquals("NAME    TEXT\na       short\nbcdefg  a rather lo…\n", table.text(Optional.of(20)));
        assertTrue(new Table("A", "B").row("x".repeat(90), "😀".repeat(70))
                .text(Optional.of(80))
                .lines()
                .allMatch(line -> line.codePointCount(0, line.length()) <= 80));
    }

    @Test
    void idsAreNever() {
        String id = "0".repeat(36);
        assertEquals("ID" + " ".repeat(36) + "B\n" + id + "  " + "b".repeat(15) + "…\n",
                new Table("ID", "B").whole("ID").row(id, "b".repeat(20)).text(Optional.of(54)));
        assertTrue(new Table("B", "ID").whole("ID").row("b", id).text(Optional.of(20)).contains(id));
    }

    @Test
    void whatIsMissingIsADashAndALineStaysOne() {
        assertEquals("A  B\n-  a?b\n", new Table("A", "B").row(null, "a\nb").text(Optional.empty()));
        assertThrows(IllegalArgumentException.class, () -> table.row("only one"));
    }
}
