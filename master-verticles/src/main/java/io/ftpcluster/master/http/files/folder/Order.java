package io.ftpcluster.master.http.files.folder;

import io.ftpcluster.messages.Files.Info;
import io.ftpcluster.messages.Files;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * By what rows are sorted; folders come first in each order.
 *
 * @param reverse the largest or newest first
 */
public record Order(Key key, boolean reverse) {

    /** What a column shows. */
    public enum Key {
        NAME,
        SIZE,
        MODIFIED
    }

    /** As servers' lists come. */
    public static final Order USUAL = new Order(Key.NAME, false);

    /** @param text a column's name, with a minus before it for the reverse; the usual order for all else, and for null */
    public static Order parse(String text) {
        boolean reverse = text != null && text.startsWith("-");
        return switch (text == null ? "" : text.substring(reverse ? 1 : 0)) {
            case "name" -> new Order(Key.NAME, reverse);
            case "size" -> new Order(Key.SIZE, reverse);
            case "modified" -> new Order(Key.MODIFIED, reverse);
            default -> USUAL;
        };
    }

    /** As {@link #parse} reads it. */
    String text() {
        return (reverse ? "-" : "") + key.name().toLowerCase(Locale.ROOT);
    }

    /** @param entries in the usual order, which stays among those that are alike */
    List<Info> of(List<Info> entries) {
        if (equals(USUAL)) {
            return entries;
        }
        return entries.stream()
                .sorted(Comparator.comparing((Info entry) -> entry.type() != Files.Type.DIRECTORY)
                        .thenComparing(reverse ? comparator().reversed() : comparator()))
                .toList();
    }

    private Comparator<Info> comparator() {
        return switch (key) {
            case NAME -> Comparator.comparing(Info::name, String.CASE_INSENSITIVE_ORDER).thenComparing(Info::name);
            case SIZE -> Comparator.comparingLong(Info::size);
            case MODIFIED -> Comparator.comparing(Info::modified, Comparator.nullsFirst(Comparator.naturalOrder()));
        };
    }
}
