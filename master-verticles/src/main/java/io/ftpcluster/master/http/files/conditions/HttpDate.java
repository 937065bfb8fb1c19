package io.ftpcluster.master.http.files.conditions;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;

/** Dates in headers (RFC 9110, 5.6.7): one form is written, three are read. */
public final class HttpDate {

    private static final DateTimeFormatter FIXDATE = DateTimeFormatter
            .ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private HttpDate() {}

    /** Cut to whole seconds. */
    public static String text(Instant instant) {
        return FIXDATE.format(instant);
    }

    /** Empty for anything that isn't a date, which RFC 9110 has recipients ignore. */
    public static Optional<Instant> parse(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text.strip(), anyForm()).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static DateTimeFormatter anyForm() {
        return new DateTimeFormatterBuilder().appendOptional(FIXDATE)
                .appendOptional(rfc850())
                .appendOptional(asctime())
                .toFormatter(Locale.US)
                .withZone(ZoneOffset.UTC);
    }

    /** Two digits of a year are the ones that are at most 50 years in the future. */
    private static DateTimeFormatter rfc850() {
        return new DateTimeFormatterBuilder().appendPattern("EEEE, dd-MMM-")
                .appendValueReduced(ChronoField.YEAR, 2, 2, LocalDate.now(ZoneOffset.UTC).minusYears(49))
                .appendPattern(" HH:mm:ss 'GMT'")
                .toFormatter(Locale.US)
                .withZone(ZoneOffset.UTC);
    }

    private static DateTimeFormatter asctime() {
        return DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.US).withZone(ZoneOffset.UTC);
    }
}
