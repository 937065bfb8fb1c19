package io.ftpcluster.master.files.ftp.listing.format;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Finds dates in lines, in all the ways that servers write them. A date that looks like one and is none has no time. */
final class Dates {

    private static final int EARLIEST = 1900;
    private static final int LATEST = 9999;
    private static final int CENTURY = 100;
    /** Two digits: from 1970 to 2069. */
    private static final int PIVOT = 70;

    private final LocalDateTime latest;

    /** A server's clock may be ahead, or its zone: a day in the future is this year's. */
    Dates() {
        latest = LocalDateTime.now(ZoneOffset.UTC).plusDays(1);
    }

    /** A time of day, which may be none that exists. */
    private record Clock(int hour, int minute, int second) {

        boolean isReal() {
            return hour < 24 && minute < 60 && second <= 60;
        }
    }

    /** The date that begins with this word, as {@code ls} prints it in any language; or null. */
    Moment ofLs(Words words, int at) {
        Moment numeric = numeric(words, at);
        if (numeric != null) {
            return numeric;
        }
        Moment named = named(words, at);
        return named == null && isWeekday(words, at) ? named(words, at + 1) : named;
    }

    /** A date at the end of a line: a time may follow a year there, as no name does. */
    Moment behindName(Words words, int at) {
        Moment date = ofLs(words, at);
        Clock clock = date == null || !date.dayOnly() || date.time() == null ? null : clock(words.text(date.next()));
        return clock == null
                ? date
                : new Moment(date.next() + 1, words.end(date.next()),
                        instant(date.time().atOffset(ZoneOffset.UTC).toLocalDate(), clock), false);
    }

    /** 07/03/29 and a time; null for what isn't like that. */
    Moment yearFirst(String text, long hour, long minute) {
        int first = text.indexOf('/');
        int second = text.indexOf('/', first + 1);
        long year = first < 0 ? -1 : Words.number(text, 0, first);
        long month = second < 0 ? -1 : Words.number(text, first + 1, second);
        long day = second < 0 ? -1 : Words.number(text, second + 1, text.length());
        return year < 0 || month < 0 || day < 0
                ? null
                : new Moment(0, 0, instant(day(year(year, first), month, day), new Clock((int) hour, (int) minute, 0)),
                        false);
    }

    private static boolean isWeekday(Words words, int at) {
        return at < words.count() && words.length(at) == 3 && Character.isLetter(words.first(at));
    }

    /** A date of numbers or with a month's name in its middle, perhaps with a time of day behind it; or null. */
    Moment numeric(Words words, int at) {
        String text = words.text(at);
        if (text.length() < 4 || text.length() > 12 || !Character.isLetterOrDigit(text.charAt(0))) {
            return null;
        }
        int first = separator(text, 0);
        int second = first < 0 ? -1 : separator(text, first + 1);
        if (first < 1) {
            return null;
        }
        if (second < 0) {
            return withoutYear(words, at, text, first);
        }
        int end = text.endsWith(".") ? text.length() - 1 : text.length();
        if (second <= first + 1 || second >= end || (text.charAt(first) != text.charAt(second))) {
            return null;
        }
        LocalDate[] date = new LocalDate[1];
        if (!read(text.substring(0, first), text.substring(first + 1, second), text.substring(second + 1, end),
                text.charAt(first), date)) {
            return null;
        }
        return withClock(words, at, date[0]);
    }

    private static int separator(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '-' || c == '/' || c == '.') {
                return i;
            }
        }
        return -1;
    }

    /** {@code ls --time-style=iso}: month and day, then a time. */
    private Moment withoutYear(Words words, int at, String text, int separator) {
        if (text.length() != 5 || separator != 2 || text.charAt(2) != '-') {
            return null;
        }
        long month = Words.number(text, 0, 2);
        long day = Words.number(text, 3, 5);
        Clock clock = clock(words.text(at + 1));
        return month < 1 || month > 12 || day < 0 || clock == null
                ? null
                : new Moment(at + 2, words.end(at + 1), recent((int) month, (int) day, clock), false);
    }

    /** False when these can't be a date; a date that doesn't exist is null. */
    private static boolean read(String a, String b, String c, char separator, LocalDate[] date) {
        long x = Words.number(a);
        long y = Words.number(b);
        long z = Words.number(c);
        // An owner may look like that too, so only what is a month for sure.
        if (y < 0 && x >= 0 && z >= 0) {
            date[0] = day(year(z, c.length()), Months.find(b), x);
            return Months.find(b) > 0;
        }
        if (x < 0 && y >= 0 && z >= 0) {
            date[0] = day(year(z, c.length()), Months.find(a), y);
            return Months.find(a) > 0;
        }
        if (x < 0 || y < 0 || z < 0) {
            return false;
        }
        if (a.length() == 4) {
            date[0] = day(x, y, z);
            return true;
        }
        if (a.length() > 2 || b.length() > 2 || c.length() > 4) {
            return false;
        }
        boolean dayFirst = separator == '.' ? y <= 12 : x > 12;
        date[0] = day(year(z, c.length()), dayFirst ? y : x, dayFirst ? x : y);
        return true;
    }

    /** Three digits count from 1900, as programs wrote them that weren't ready for 2000. */
    private static long year(long number, int digits) {
        if (digits <= 2) {
            return number < PIVOT ? 2000 + number : EARLIEST + number;
        }
        return digits == 3 && number >= CENTURY ? EARLIEST + number : number;
    }

    /** Null when there is none, or none that a file could have. */
    private static LocalDate day(long year, long month, long day) {
        if (year < EARLIEST || year > LATEST) {
            return null;
        }
        try {
            return LocalDate.of((int) year, (int) month, (int) day);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Behind a date: a time of day, AM or PM apart, a zone when there are seconds. */
    private Moment withClock(Words words, int at, LocalDate date) {
        String text = words.text(at + 1);
        Clock clock = clock(text);
        if (clock == null) {
            return new Moment(at + 1, words.end(at), instant(date, new Clock(0, 0, 0)), true);
        }
        int last = at + 1;
        int half = half(words.text(at + 2));
        if (half >= 0 && clock.hour() <= 12 && Words.isDigit(text.charAt(text.length() - 1))) {
            clock = new Clock(clock.hour() % 12 + half, clock.minute(), clock.second());
            last++;
        }
        Instant time = instant(date, clock);
        ZoneOffset zone = text.length() >= 7 ? zone(words.text(last + 1)) : null;
        if (zone == null) {
            return new Moment(last + 1, words.end(last), time, false);
        }
        return new Moment(last + 2, words.end(last + 1),
                time == null ? null : time.minusSeconds(zone.getTotalSeconds()), false);
    }

    private static ZoneOffset zone(String text) {
        boolean signed = text.length() == 5 && (text.charAt(0) == '+' || text.charAt(0) == '-');
        long hours = signed ? Words.number(text, 1, 3) : -1;
        long minutes = signed ? Words.number(text, 3, 5) : -1;
        if (hours < 0 || minutes < 0 || hours > 17 || minutes > 59) {
            return null;
        }
        return ZoneOffset.ofTotalSeconds((int) (hours * 3600 + minutes * 60) * (text.charAt(0) == '-' ? -1 : 1));
    }

    /** Month and day in either order, then a time or a year. */
    private Moment named(Words words, int at) {
        if (at + 1 >= words.count()) {
            return null;
        }
        Moment joined = joined(words, at);
        if (joined != null) {
            return joined;
        }
        int month = words.length(at) > 16 ? -1 : Months.find(words.text(at));
        int day = dayOf(words.text(at + 1));
        if (month < 0) {
            day = dayOf(words.text(at));
            month = day < 0 || words.length(at + 1) > 16 ? -1 : Months.find(words.text(at + 1));
        }
        return month < 0 || day < 0 ? null : timeOrYear(words, at + 2, month, day);
    }

    /** A month and its day in one word, as in Chinese, Japanese and Korean; perhaps with the year before them. */
    private Moment joined(Words words, int at) {
        String text = words.text(at);
        char last = text.charAt(text.length() - 1);
        if (text.length() > 12 || (last != '\u65e5' && last != '\uc77c' && last != '\u5e74' && last != '\ub144')) {
            return null;
        }
        if (last == '\u5e74' || last == '\ub144') {
            int month = Months.find(words.text(at + 1));
            int day = dayOf(words.text(at + 2));
            long year = Words.number(text, 0, text.length() - 1);
            return month < 1 || day < 0 || year < 0
                    ? null
                    : new Moment(at + 3, words.end(at + 2), instant(day(year, month, day), new Clock(0, 0, 0)), true);
        }
        int split = Math.max(text.indexOf('\u6708'), text.indexOf('\uc6d4'));
        int month = split < 1 ? -1 : Months.find(text.substring(0, split + 1));
        int day = split < 1 ? -1 : dayOf(text.substring(split + 1));
        return month < 0 || day < 0 ? null : timeOrYear(words, at + 1, month, day);
    }

    private Moment timeOrYear(Words words, int at, int month, int day) {
        String text = words.text(at);
        Clock clock = clock(text);
        if (clock == null) {
            long year = yearOf(text);
            return year < 0
                    ? null
                    : new Moment(at + 1, words.end(at), instant(day(year, month, day), new Clock(0, 0, 0)), true);
        }
        // With seconds the year follows, as in BSD's ls -T.
        if (text.length() >= 7 && at + 2 < words.count() && words.length(at + 1) == 4 && words.number(at + 1) > 0) {
            return new Moment(at + 2, words.end(at + 1), instant(day(words.number(at + 1), month, day), clock), false);
        }
        return new Moment(at + 1, words.end(at), recent(month, day, clock), false);
    }

    private static long yearOf(String text) {
        char last = text.isEmpty() ? ' ' : text.charAt(text.length() - 1);
        int end = last == '.' || last == '\u5e74' || last == '\ub144' ? text.length() - 1 : text.length();
        return end == 4 ? Words.number(text, 0, 4) : -1;
    }

    private static int dayOf(String text) {
        char last = text.isEmpty() ? ' ' : text.charAt(text.length() - 1);
        int end = last == '.' || last == ',' || last == '\u65e5' || last == '\uc77c'
                ? text.length() - 1
                : text.length();
        long day = end > 2 ? -1 : Words.number(text, 0, end);
        return day >= 1 && day <= 31 ? (int) day : -1;
    }

    /** In the year that makes it the newest day that isn't ahead. */
    private Instant recent(int month, int day, Clock clock) {
        Instant thisYear = instant(day(latest.getYear(), month, day), clock);
        return thisYear == null || thisYear.isAfter(latest.toInstant(ZoneOffset.UTC))
                ? instant(day(latest.getYear() - 1L, month, day), clock)
                : thisYear;
    }

    /** Null when one of them is none. A leap second is the last before the next minute (RFC 3659, 2.3). */
    private static Instant instant(LocalDate date, Clock clock) {
        return date == null || !clock.isReal()
                ? null
                : date.atTime(clock.hour(), clock.minute()).toInstant(ZoneOffset.UTC).plusSeconds(clock.second());
    }

    /** 3:04, 15:04:05.123, 03:04PM, 3:04p; null for what isn't a time of day. */
    private static Clock clock(String text) {
        int colon = text.indexOf(':');
        if (text.length() > 24 || colon < 1 || colon > 2) {
            return null;
        }
        int end = text.length();
        int half = -1;
        while (end > 0 && !Words.isDigit(text.charAt(end - 1))) {
            end--;
        }
        if (end < text.length()) {
            half = half(text.substring(end));
            if (half < 0) {
                return null;
            }
        }
        int dot = text.indexOf('.', colon);
        int whole = dot >= 0 && dot < end ? dot : end;
        int second = text.indexOf(':', colon + 1);
        long hours = Words.number(text, 0, colon);
        long minutes = Words.number(text, colon + 1, second < 0 ? whole : second);
        long seconds = second < 0 ? 0 : Words.number(text, second + 1, whole);
        if (hours < 0 || minutes < 0 || minutes > 99 || seconds < 0 || seconds > 99) {
            return null;
        }
        boolean halved = half >= 0 && hours <= 12;
        return new Clock((int) (halved ? hours % 12 + half : hours), (int) minutes, (int) seconds);
    }

    /** What AM and PM add to the hour; -1 for other words. */
    private static int half(String text) {
        return switch (text) {
            case "AM", "am", "A", "a", "a.m." -> 0;
            case "PM", "pm", "P", "p", "p.m." -> 12;
            default -> -1;
        };
    }

    /** RFC 3659, 2.3: digits from the year to the second, perhaps a fraction; null for what is no time. */
    static Instant ofFact(String text, int from, int end) {
        int digits = from;
        while (digits < end && Words.isDigit(text.charAt(digits))) {
            digits++;
        }
        boolean fraction = digits < end && text.charAt(digits) == '.';
        boolean zone = digits == end - 1 && text.charAt(digits) == 'Z';
        int length = digits - from;
        // Programs that count years from 1900 wrote 19100 for 2000.
        int year = length == 15 && text.startsWith("191", from) ? 5 : 4;
        if ((digits < end && !fraction && !zone) || (length != 12 && length != 10 + year)) {
            return null;
        }
        long years = year == 5 ? EARLIEST + Words.number(text, from + 2, from + 5) : Words.number(text, from, from + 4);
        int rest = from + year;
        return instant(day(years, Words.number(text, rest, rest + 2), Words.number(text, rest + 2, rest + 4)),
                new Clock((int) Words.number(text, rest + 4, rest + 6), (int) Words.number(text, rest + 6, rest + 8),
                        length == 12 ? 0 : (int) Words.number(text, rest + 8, rest + 10)));
    }
}
