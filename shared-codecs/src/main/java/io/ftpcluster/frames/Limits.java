package io.ftpcluster.frames;

import io.ftpcluster.text.Printable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What frames check in their constructors, so that no frame with an impossible value exists. */
final class Limits {

    static final int MAX_TEXT = 256;
    private static final int MAX_TEXTS = 64;
    private static final int MAX_USERS = 200;

    private Limits() {}

    /** Null is allowed: not known. */
    static void text(String field, String value) {
        if (value != null && (value.length() > MAX_TEXT || value.chars().anyMatch(Character::isISOControl))) {
            throw new FrameException(field + " must be one line of at most " + MAX_TEXT + " characters");
        }
    }

    static List<String> texts(String field, List<String> values) {
        return values == null ? List.of() : texts(field, values, MAX_TEXTS);
    }

    static List<String> texts(String field, List<String> values, int most) {
        if (values.size() > most) {
            throw new FrameException(field + " must have at most " + most + " entries");
        }
        values.forEach(value -> text(field, value));
        return List.copyOf(values);
    }

    static void percent(String field, Double value) {
        if (value != null && !(value >= 0 && value <= 100)) {
            throw new FrameException(field + " must be a number from 0 to 100");
        }
    }

    /** A quantity that has no known upper bound. */
    static void amount(String field, Double value) {
        if (value != null && !(value >= 0 && value <= 1e15)) {
            throw new FrameException(field + " must be a number from 0 to 1e15");
        }
    }

    static void amount(String field, Long value) {
        if (value != null && !(value >= 0 && value <= 1L << 60)) {
            throw new FrameException(field + " must be a whole number from 0 to 2^60");
        }
    }

    static void count(String field, Integer value) {
        if (value != null && !(value >= 0 && value <= 1_000_000)) {
            throw new FrameException(field + " must be a whole number from 0 to 1000000");
        }
    }

    static Map<String, Integer> counts(String field, Map<String, Integer> values) {
        if (values == null) {
            return Map.of();
        }
        if (values.size() > MAX_USERS) {
            throw new FrameException(field + " must have at most " + MAX_USERS + " entries");
        }
        values.forEach((name, count) -> {
            text(field, name);
            count(field, count);
        });
        return values.keySet().stream().allMatch(name -> Printable.line(name).equals(name))
                ? Map.copyOf(values)
                : printable(field, values);
    }

    /** Names that look the same then count as one. */
    private static Map<String, Integer> printable(String field, Map<String, Integer> values) {
        Map<String, Integer> printable = new HashMap<>();
        values.forEach((name, count) -> printable.merge(Printable.line(name), count, Integer::sum));
        printable.values().forEach(count -> count(field, count));
        return Map.copyOf(printable);
    }
}
