package io.ftpcluster.master.cli.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The line that moves while files do. */
class ProgressLineTest {

    private static final long MIB = 1 << 20;

    @Test
    void tellsBytesRateTimeAndFiles() {
        assertEquals("50 %  512.0 MiB of 1.0 GiB  64.0 MiB/s  8 s left  3 of 10 files",
                ProgressLine.text(512 * MIB, 1024 * MIB, 64 * MIB, 3, 10));
        assertEquals("1.0 MiB  0 B/s", ProgressLine.text(MIB, 0, 0, 0, 1), "of unknown size");
        assertEquals("2.0 MiB  1.0 MiB/s", ProgressLine.text(2 * MIB, MIB, MIB, 0, 1), "more than was announced");
    }

    @Test
    void fitsTheUsualTerminal() {
        long most = 1023 * (MIB << 20);
        String line = ProgressLine.text(most - MIB, most, 1023, 999_999, 1_000_000);
        assertTrue(line.length() <= 100, line);
        line = ProgressLine.text(999 * MIB, 9999 * MIB, MIB, 12_345, 99_999);
        assertTrue(line.length() < 80, line);
    }
}
