package io.ftpcluster.master.files.ftp.listing.format;

import io.ftpcluster.messages.Files;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.function.Function;

/**
 * Reads the lines that nearly all servers send without LIST's many other forms in mind, and so many times faster. Gives null
 * for a line that isn't exactly of its kind: the formats must then have a look.
 */
final class FastListingParser {

    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
    private static final String TYPES = "-dl";
    private static final int MODE_LENGTH = 10;
    private static final int EARLIEST = 1900;

    private final String line;
    private int at;

    private FastListingParser(String line) {
        this.line = line;
    }

    /** {@code ls -l} in English: mode, links, owner, group, bytes, date, name. Times without a zone are UTC. */
    static Function<String, Files.Info> unix() {
        // A server's clock may be ahead, or its zone: a day in the future is this year's.
        LocalDateTime latest = LocalDateTime.now(ZoneOffset.UTC).plusDays(1);
        return line -> new FastListingParser(line).readUnix(latest);
    }

    private static Instant instant(long year, long month, long day, long hour, long minute) {
        try {
            return LocalDateTime.of((int) year, (int) month, (int) day, (int) hour, (int) minute)
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private Files.Info readUnix(LocalDateTime latest) {
        if (!isMode() || number() < 0 || !skipWord() || !skipWord()) {
            return null;
        }
        long size = number();
        Instant modified = size < 0 ? null : date(latest);
        if (modified == null || at + 1 >= line.length() || line.charAt(at) != ' ') {
            return null;
        }
        String name = line.substring(at + 1);
        if (line.charAt(0) == 'l') {
            int arrow = UnixFormat.arrow(name, size);
            return arrow < 1 ? null : new Files.Info(name.substring(0, arrow), Files.Type.SYMLINK, -1, modified, true);
        }
        if (name.charAt(name.length() - 1) == '/') {
            return null;
        }
        return line.charAt(0) == 'd'
                ? new Files.Info(name, Files.Type.DIRECTORY, -1, modified, true)
                : new Files.Info(name, Files.Type.FILE, size, modified, true);
    }

    private boolean isMode() {
        if (line.length() < MODE_LENGTH || TYPES.indexOf(line.charAt(0)) < 0) {
            return false;
        }
        at = MODE_LENGTH;
        for (int i = 1; i < MODE_LENGTH; i++) {
            if ("rwxsStT-".indexOf(line.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Goes over blanks and then to the end of the word; false when there is none. */
    private boolean skipWord() {
        int start = at;
        while (at < line.length() && line.charAt(at) == ' ') {
            at++;
        }
        boolean apart = at > start;
        int word = at;
        while (at < line.length() && line.charAt(at) > ' ') {
            at++;
        }
        return apart && at > word;
    }

    private long number() {
        return skipWord() ? Words.number(line, wordStart(), at) : -1;
    }

    private int wordStart() {
        return line.lastIndexOf(' ', at - 1) + 1;
    }

    /** Jan 02 2024, or Jan 02 03:04 of the last twelve months. */
    private Instant date(LocalDateTime latest) {
        int month = skipWord() && at - wordStart() == 3 ? MONTHS.indexOf(line.substring(wordStart(), at)) : -1;
        long day = number();
        if (month < 0 || month % 3 != 0 || day < 1 || !skipWord()) {
            return null;
        }
        int start = wordStart();
        if (at - start == 4) {
            long year = Words.number(line, start, at);
            return year < EARLIEST ? null : instant(year, month / 3 + 1, day, 0, 0);
        }
        if (at - start != 5 || line.charAt(start + 2) != ':') {
            return null;
        }
        long hour = Words.number(line, start, start + 2);
        long minute = Words.number(line, start + 3, at);
        Instant thisYear = instant(latest.getYear(), month / 3 + 1, day, hour, minute);
        return thisYear == null || !thisYear.isAfter(latest.toInstant(ZoneOffset.UTC))
                ? thisYear
                : instant(latest.getYear() - 1, month / 3 + 1, day, hour, minute);
    }
}
