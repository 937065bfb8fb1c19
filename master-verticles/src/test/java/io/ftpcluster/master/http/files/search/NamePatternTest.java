package io.ftpcluster.master.http.files.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.FailureException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamePatternTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"port|Report.PDF|true", "REPORT.pdf|report.pdf|true", "reports|report|false",
            "grüße|GRÜSSE|false", "GRÜ|grüße|true", "gru\u0308|GRÜßE|true", "grü|gru\u0308ße|true", "οδοσ|ΟΔΟΣ|true",
            "*.pdf|a.PDF|true", "*.pdf|a.pdf.txt|false", "a?c|abc|true", "a?c|ac|false", "a?c|a😀c|true", "*|x|true",
            "a*b*c|aXbYbZc|true", "a*b*c|aXbYbZ|false", "?|😀|true", "**b|ab|true", "a*|a|true", "b*|ab|false"})
    void fits(String pattern, String name, boolean expected) {
        assertEquals(expected, NamePattern.of("search", pattern).matches(name));
    }

    @Test
    void bytesThatAreNoTextAreWhatPeopleSee() {
        assertTrue(NamePattern.of("search", "caf\uFFFD").matches("Caf\uDCE9.txt"));
        assertTrue(NamePattern.of("search", "caf?.txt").matches("Caf\uDCE9.txt"));
    }

    @Test
    void isNeitherEmptyNorEndless() {
        assertThrows(FailureException.class, () -> NamePattern.of("search", ""));
        assertThrows(FailureException.class, () -> NamePattern.of("search", "x".repeat(256)));
    }
}
