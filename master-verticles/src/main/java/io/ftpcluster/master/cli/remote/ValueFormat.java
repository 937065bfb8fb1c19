package io.ftpcluster.master.cli.remote;

import io.ftpcluster.text.Printable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Collectors;

/** Values of the API for people: times of this machine's zone, sizes in units. */
public final class ValueFormat {

    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter MINUTES = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);
    private static final DateTimeFormatter TODAY = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private ValueFormat() {}

    /** @param text as the API writes times; null stays null, and what is no time stays as it is */
    public static String time(String text) {
        try {
            return text == null ? null : SECONDS.format(Instant.parse(text).atZone(ZoneId.systemDefault()));
        } catch (DateTimeException e) {
            return text;
        }
    }

    /** The same for lists: of today the time, else the day and the minute. */
    public static String when(String text) {
        try {
            if (text == null) {
                return null;
            }
            ZonedDateTime then = Instant.parse(text).atZone(ZoneId.systemDefault());
            return (then.toLocalDate().equals(LocalDate.now(then.getZone())) ? TODAY : MINUTES).format(then);
        } catch (DateTimeException e) {
            return text;
        }
    }

    /** @param bytes null stays null */
    public static String size(Number bytes) {
        if (bytes == null) {
            return null;
        }
        double left = bytes.doubleValue();
        int unit = 0;
        // 1023.95 would be rounded to 1024.0.
        while (left >= (unit == 0 ? 1024 : 1023.95) && unit < UNITS.length - 1) {
            left /= 1024;
            unit++;
        }
        return unit == 0 ? bytes.longValue() + " B" : String.format(Locale.ROOT, "%.1f %s", left, UNITS[unit]);
    }

    /** @param percent null stays null */
    static String percent(Number percent) {
        return percent == null ? null : Math.round(percent.doubleValue()) + " %";
    }

    public static String duration(Duration time) {
        long seconds = Math.max(0, time.toSeconds());
        return seconds < 120
                ? seconds + " s"
                : seconds < 7200
                        ? seconds / 60 + " min " + seconds % 60 + " s"
                        : seconds / 3600 + " h " + seconds / 60 % 60 + " min";
    }

    static String list(JsonArray values) {
        return values == null ? null : values.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** All members of an object that are set, one a line; those of an object in it are indented below. */
    static String details(JsonObject object) {
        StringBuilder text = new StringBuilder();
        append(text, object, "");
        return text.toString();
    }

    private static void append(StringBuilder text, JsonObject object, String indent) {
        int widest = object.fieldNames().stream().mapToInt(String::length).max().orElse(0);
        object.forEach(member -> {
            String label = Printable.line(indent + member.getKey().replace('_', ' ') + ":");
            if (member.getValue() instanceof JsonObject inner) {
                if (!inner.isEmpty()) {
                    text.append(label).append('\n');
                    append(text, inner, indent + "  ");
                }
                return;
            }
            String value = value(member.getKey(), member.getValue());
            if (value != null && !value.isEmpty()) {
                text.append(label)
                        .append(" ".repeat(indent.length() + widest + 3 - label.length()))
                        .append(Printable.line(value))
                        .append('\n');
            }
        });
    }

    private static String value(String name, Object value) {
        return switch (value) {
            case null -> null;
            case JsonArray all -> list(all);
            case Number bytes when name.endsWith("_bytes") || name.equals("size") || name.equals("moved") ->
                size(bytes);
            case String text when name.endsWith("_at") || name.equals("at") || name.equals("since")
                    || name.equals("last_seen") ->
                time(text);
            default -> value.toString();
        };
    }
}
