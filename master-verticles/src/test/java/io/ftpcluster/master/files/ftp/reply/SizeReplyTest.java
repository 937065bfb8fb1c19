package io.ftpcluster.master.files.ftp.reply;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What servers answer to SIZE. */
class SizeReplyTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {"213 5                                   | 5",
            "213  5                                  | 5", "213 0                                   | 0",
            "213 9223372036854775807                 | 9223372036854775807",
            "213 0000000000000000000000000005        | 5", "213 File size is 5                      | 5",
            "213 File size: 5                        | 5", "213 size=5                              | 5",
            "213 Size:5                              | 5", "213 5 bytes                             | 5",
            "213 5 bytes.                            | 5", "213 5B                                  | 5",
            "213 \"/2024/a1.txt\" 5                  | 5", "213 /a.7z has 5 bytes in 8 blocks       | 5",
            "213 Report 2024 has 5 bytes             | 5", "213 (5)                                 | 5",
            "213 1,234,567                           | 1234567", "213 1.234.567                           | 1234567",
            "213 1'234'567                           | 1234567", "213 1 234 567                           | 1234567",
            "213 1,234 bytes                         | 1234"})
    void theNumberIsRead(String line, long size) {
        assertEquals(OptionalLong.of(size), reply(line).size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"213 -1", "213 - 1a", "213", "213 ", "213 unknown", "213 File size is -1", "213 1.5",
            "213 5 KB", "213 12.5 MB", "213 9223372036854775808", "213 99999999999999999999999999", "213 1,23,456",
            "213 0x10", "213 5e3", "213 12:30", "213 5 of 8", "213 20240102030405 5", "250 5", "550 5", "213 \u0665"})
    void whatCanBeReadInTwoWaysOrIsNoneIsNone(String line) {
        assertEquals(OptionalLong.empty(), reply(line).size());
    }

    @Test
    void manyLinesAreReadAsOne() {
        assertEquals(OptionalLong.of(5), new Reply(213, List.of("213-Size of /a.txt", " 5", "213 End")).size());
        assertEquals(OptionalLong.of(5), new Reply(213, List.of("213-5", "213 5")).size());
    }

    @Test
    void blanksThatDoNotBreakAndControlsAreBlanks() {
        assertEquals(OptionalLong.of(1234), reply("213 1\u00A0234").size());
        assertEquals(OptionalLong.of(1234), reply("213 1\uDCA0234").size());
        assertEquals(OptionalLong.of(5), reply("213 5\u0000").size());
    }

    @Test
    void aLongTextIsReadQuickly() {
        assertEquals(OptionalLong.empty(), reply("213 " + "1,".repeat(30_000)).size());
        assertEquals(OptionalLong.empty(), reply("213 " + "1 234 ".repeat(10_000)).size());
    }

    private static Reply reply(String line) {
        return new Reply(Integer.parseInt(line.substring(0, 3)), List.of(line));
    }
}
