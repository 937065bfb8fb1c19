package io.ftpcluster.master.http.files.archive;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * When an entry was changed, as ZIP says it twice: in the time of some zone to two seconds, here UTC, and since 1970 in the
 * field "extended timestamp" (0x5455), which readers prefer.
 *
 * @param seconds since 1970, or null when unknown or when the field can't hold it
 */
record ZipTime(long dos, Long seconds) {

    /** 1980-01-01, the first that there is. */
    private static final long FIRST = 1 << 21 | 1 << 16;
    private static final int LAST_YEAR = 2107;
    private static final byte[] NONE = {};

    /** @param modified null when unknown */
    static ZipTime of(Instant modified) {
        if (modified == null) {
            return new ZipTime(FIRST, null);
        }
        long seconds = modified.getEpochSecond();
        // Readers take it for signed.
        boolean fits = seconds >= Integer.MIN_VALUE && seconds <= Integer.MAX_VALUE;
        return new ZipTime(dos(modified), fits ? Long.valueOf(seconds) : null);
    }

    private static long dos(Instant modified) {
        LocalDateTime at = LocalDateTime.ofInstant(modified, ZoneOffset.UTC);
        if (at.getYear() < 1980 || at.getYear() > LAST_YEAR) {
            return FIRST;
        }
        return (long) (at.getYear() - 1980) << 25 | at.getMonthValue() << 21 | at.getDayOfMonth() << 16
                | at.getHour() << 11 | at.getMinute() << 5 | at.getSecond() / 2;
    }

    /** The field, or nothing. */
    byte[] extra() {
        return seconds == null ? NONE : new ZipFields(9).put(0x5455, 2).put(5, 2).put(1, 1).put(seconds, 4).bytes();
    }
}
