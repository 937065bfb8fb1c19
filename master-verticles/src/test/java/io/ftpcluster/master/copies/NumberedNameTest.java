package io.ftpcluster.master.copies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.messages.RawNames;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberedNameTest {

    @ParameterizedTest
    @CsvSource({"a.txt,1,a.txt", "a.txt,2,a (2).txt", "a,3,a (3)", ".hidden,2,.hidden (2)", "a.tar.gz,12,a.tar (12).gz",
            "a (2).txt,2,a (2) (2).txt"})
    void theNumberIsBeforeTheEnding(String name, int number, String numbered) {
        assertEquals(numbered, NumberedName.of(name, number));
    }

    @ParameterizedTest
    @ValueSource(strings = {"n", "ß", "日", "😀", "\uDCFF"})
    void itIsNoLongerThanNamesMayBe(String letter) throws Exception {
        int bytes = RawNames.encode(letter, StandardCharsets.UTF_8).length;
        String name = letter.repeat(251 / bytes) + ".txt";
        String numbered = NumberedName.of(name, 1000);
        int length = RawNames.encode(numbered, StandardCharsets.UTF_8).length;
        assertTrue(length <= 255 && length > 255 - 4, numbered + " " + length);
        assertTrue(numbered.endsWith(letter + " (1000).txt"), numbered);
    }

    @Test
    void anEndingThatIsTooLongStays() {
        String name = "a." + "e".repeat(253);
        assertEquals("a (2)." + "e".repeat(253), NumberedName.of(name, 2));
    }
}
