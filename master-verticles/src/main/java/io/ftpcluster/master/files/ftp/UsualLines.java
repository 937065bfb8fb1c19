package io.ftpcluster.master.files.ftp;

import io.ftpcluster.messages.Files;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.function.Function;

/**
 * Reads the lines that nearly all servers send, many times faster than parsers that try every dialect. A function gives
 * null for a line that isn't exactly of its kind: such a parser must then have a look.
 */
final class UsualLines {

    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
    private static final String TYPES = "-dl";
    private static final int MODE_LENGTH = 10;
    private static final int MAX_DIGITS = 18;

    private final String line;
    private int at;

    private UsualLines(String line) {
        this.line = line;
    }

    /** RFC 3659, 7.2: facts, each with a semicolon, a space, the name. */
    static Function<String, Files.Info> facts() {
        return line -> new UsualLines(line).readFacts();
    }

    /** {@code ls -l} in English: mode, links, owner, group, bytes, date, name. Times without a zone are UTC. */
    static Function<String, Files.Info> unix() {
        // A server's clock may be ahead, or its zone: a day in the future is this year's.
        LocalDateTime latest = LocalDateTime.now(ZoneOffset.UTC).plusDays(1);
        return line -> new UsualLines(line).readUnix(latest);
    }

    private Files.Info readFacts() {
        Files.Type type = null;
        long size = -1;
        Instant modified = null;
        while (at < line.length() && line.charAt(at) != ' ') {
            int equals = line.indexOf('=', at);
            int end = line.indexOf(';', at);
            if (equals < 0 || end < equals || line.lastIndexOf(' ', end) >= at) {
                return null;
            }
            if (isFact("type", equals)) {
                type = typeOf(line.substring(equals + 1, end));
            } else if (isFact("size", equals)) {
                size = number(equals + 1, end);
            } else if (isFact("modify", equals)) {
                modified = time(equals + 1, end);
                if (modified == null) {
                    return null;
                }
            }
            at = end + 1;
        }
        if (type == null || (type == Files.Type.FILE && size < 0) || at + 1 >= line.length()) {
            return null;
        }
        return new Files.Info(line.substring(at + 1), type, type == Files.Type.FILE ? size : -1, modified, false);
    }

    private boolean isFact(String name, int equals) {
        return equals - at == name.length() && line.regionMatches(true, at, name, 0, name.length());
    }

    private static Files.Type typeOf(String value) {
        if (value.equalsIgnoreCase("file")) {
            return Files.Type.FILE;
        }
        return value.equalsIgnoreCase("dir") ? Files.Type.DIRECTORY : null;
    }

    private Instant time(int from, int end) {
        return end - from != 14
                ? null
                : instant(number(from, from + 4), number(from + 4, from + 6), number(from + 6, from + 8),
                        number(from + 8, from + 10), number(from + 10, from + 12), number(from + 12, end));
    }

    private static Instant instant(long year, long month, long day, long hour, long minute, long second) {
        try {
            return LocalDateTime.of((int) year, (int) month, (int) day, (int) hour, (int) minute, (int) second)
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** -1 when these aren't digits, or too many. */
    private long number(int from, int end) {
        if (from >= end || end - from > MAX_DIGITS) {
            return -1;
        }
        long number = 0;
        for (int i = from; i < end; i++) {
            int digit = line.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
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
            int arrow = name.indexOf(" -> ");
            return arrow < 1
                    ? null
                    : new Files.Info(name.substring(0, arrow), Files.Type.SYMLINK, -1, modified, true);
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
        return skipWord() ? number(wordStart(), at) : -1;
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
            return instant(number(start, at), month / 3 + 1, day, 0, 0, 0);
        }
        if (at - start != 5 || line.charAt(start + 2) != ':') {
            return null;
        }
        long hour = number(start, start + 2);
        long minute = number(start + 3, at);
        Instant thisYear = instant(latest.getYear(), month / 3 + 1, day, hour, minute, 0);
        return thisYear == null || !thisYear.isAfter(latest.toInstant(ZoneOffset.UTC))
                ? thisYear
                : instant(latest.getYear() - 1, month / 3 + 1, day, hour, minute, 0);
    }
}
