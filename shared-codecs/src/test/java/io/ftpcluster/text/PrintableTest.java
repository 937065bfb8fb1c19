package io.ftpcluster.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {

    /** C0, DEL, C1, bidirectional controls and marks, zero widths, separators, tags, halves of characters. */
    @ParameterizedTest
    @ValueSource(ints = {0, 0x07, 0x09, 0x0A, 0x0D, 0x1B, 0x7F, 0x85, 0x9B, 0xAD, 0x061C, 0x200B, 0x200D, 0x200E,
            0x200F, 0x2028, 0x2029, 0x202A, 0x202E, 0x2060, 0x2066, 0x2069, 0xD800, 0xDCFF, 0xFEFF, 0xFFF9, 0xE0041})
    void whatShowsNothingOrTurnsTheRestIsAQuestionMark(int c) {
        assertEquals("a?b", Printable.line("a" + new String(Character.toChars(c)) + "b"));
        if (c != '\n' && c != '\r' && c != '\t') {
            assertEquals("a?b", Printable.lines("a" + new String(Character.toChars(c)) + "b"));
        }
    }

    @Test
    void whatCanBeSeenStays() {
        for (String text : new String[]{"", "plain text, 100 %", "höst", "日本語 мир שלום", "😀"}) {
            assertSame(text, Printable.line(text));
            assertSame(text, Printable.lines(text));
        }
        assertNull(Printable.line(null));
        assertNull(Printable.lines(null));
    }

    @Test
    void isCutBetweenCharacters() {
        assertEquals("ab", Printable.line("abc", 2));
        assertEquals("😀😀", Printable.line("😀😀😀", 2));
        assertEquals("😀?", Printable.line("😀\n😀", 2));
    }

    @Test
    void linesStayLines() {
        assertEquals("Members {\n\tone ?\n\n}\n", Printable.lines("Members {\n\tone \u202E\r\n\n}\n"));
    }
}
