package io.ftpcluster.master.http.files.conditions;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {

    private static ByteRange select(String header, long size) {
        return ByteRange.select(List.of(header), size);
    }

    @ParameterizedTest
    @CsvSource({"bytes=0-0, 0, 0", "bytes=0-9, 0, 9", "bytes=3-5, 3, 5", "bytes=3-, 3, 9", "bytes=0-, 0, 9",
            "bytes=9-, 9, 9", "bytes=5-99, 5, 9", "bytes=-1, 9, 9", "bytes=-10, 0, 9", "bytes=-11, 0, 9",
            "BYTES=1-2, 1, 2", "bytes= 1-2 , 1, 2", "bytes=0001-0002, 1, 2", "bytes=1-99999999999999999999999, 1, 9",
            "bytes=-99999999999999999999999, 0, 9"})
    void takesOneRangeOfTenBytes(String header, long first, long last) {
        assertEquals(new ByteRange.Part(first, last, 10), select(header, 10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10-", "bytes=10-20", "bytes=-0", "bytes=99999999999999999999999-"})
    void refusesWhatLiesOutside(String header) {
        assertEquals(new ByteRange.Unsatisfiable(10), select(header, 10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-1,3-4", "bytes=5-3", "bytes=", "bytes=-", "bytes", "items=0-1", "bytes=a-b",
            "bytes=1", "bytes=1--2", "bytes=+1-2", "", "bytes=0x1-2", "bytes=1 - 2"})
    void ignoresWhatItDoesNotServe(String header) {
        assertEquals(new ByteRange.Whole(), select(header, 10));
    }

    @Test
    void ignoresSeveralHeadersAndNone() {
        assertEquals(new ByteRange.Whole(), ByteRange.select(List.of("bytes=0-1", "bytes=3-4"), 10));
        assertEquals(new ByteRange.Whole(), ByteRange.select(List.of(), 10));
    }

    @Test
    void servesNoRangesOfUnknownSize() {
        assertEquals(new ByteRange.Whole(), select("bytes=0-1", -1));
    }

    @Test
    void anEmptyFileHasNoFirstByteButIsItsOwnEnd() {
        assertEquals(new ByteRange.Unsatisfiable(0), select("bytes=0-", 0));
        assertEquals(new ByteRange.Whole(), select("bytes=-5", 0));
    }

    @Test
    void countsBeyondFourGibibytes() {
        long size = 5L << 30;
        ByteRange.Part part = (ByteRange.Part) select("bytes=-1", size);
        assertEquals("bytes 5368709119-5368709119/5368709120", part.contentRange());
        assertEquals(1, part.length());
        assertEquals("bytes */5368709120",
                ((ByteRange.Unsatisfiable) select("bytes=5368709120-", size)).contentRange());
    }
}
