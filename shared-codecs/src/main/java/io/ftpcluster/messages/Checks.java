package io.ftpcluster.messages;

import io.ftpcluster.bus.Failure;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the records check in their constructors; a refusal names the API's field. */
final class Checks {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");
    private static final Pattern PORTS = Pattern.compile("(\\d{1,5})-(\\d{1,5})");
    /** 2^60, which agents take at most. */
    private static final long MOST_BYTES = 1L << 60;
    private static final Pattern UUID_SHAPE = Pattern
            .compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    private Checks() {}

    /** A name that is also a path segment; never shaped like an id, as a field may take either. */
    static String name(String field, String value) {
        required(field, value);
        if (!NAME.matcher(value).matches()) {
            throw Failure
                    .invalid(field,
                            "must be 1 to 64 of the characters A-Z a-z 0-9 . _ @ - and start with a letter or digit")
                    .exception();
        }
        if (UUID_SHAPE.matcher(value).matches()) {
            throw Failure.invalid(field, "must not look like an id (UUID)").exception();
        }
        return value;
    }

    /** One line of text without control characters: what goes into an FTP command or a header must not end it. */
    static String line(String field, String value, int maxLength) {
        required(field, value);
        if (value.isEmpty() || value.length() > maxLength) {
            throw Failure.invalid(field, "must have 1 to " + maxLength + " characters").exception();
        }
        return withoutControls(field, value);
    }

    static String withoutControls(String field, String value) {
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw Failure.invalid(field, "must not contain control characters such as line breaks").exception();
        }
        return value;
    }

    static int port(String field, int value) {
        if (value < 1 || value > 65535) {
            throw Failure.invalid(field, "must be a port from 1 to 65535").exception();
        }
        return value;
    }

    /** Two ports such as 50000-50099; null or blank becomes null. */
    static String portRange(String field, String given) {
        if (given == null || given.isBlank()) {
            return null;
        }
        Matcher range = PORTS.matcher(given.strip());
        if (range.matches()) {
            int first = Integer.parseInt(range.group(1));
            int last = Integer.parseInt(range.group(2));
            if (first >= 1 && first <= last && last <= 65535) {
                return first + "-" + last;
            }
        }
        throw Failure.invalid(field, "must be two ports from 1 to 65535, the lower one first, such as 50000-50099")
                .exception();
    }

    /** Null stays null. */
    static Long quota(String field, Long bytes, long least) {
        if (bytes != null && (bytes < least || bytes > MOST_BYTES)) {
            throw Failure.invalid(field, "must be a number of bytes from " + least + " to " + MOST_BYTES).exception();
        }
        return bytes;
    }

    /** A copy of a list of at least one. */
    static <T> List<T> some(String field, List<T> values, int most) {
        if (values.isEmpty() || values.size() > most) {
            throw Failure.invalid(field, "must be 1 to " + most).exception();
        }
        return List.copyOf(values);
    }

    static void required(String field, Object value) {
        if (value == null) {
            throw Failure.invalid(field, "is required").exception();
        }
    }
}
