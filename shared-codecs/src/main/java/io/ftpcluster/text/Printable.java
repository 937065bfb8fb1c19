package io.ftpcluster.text;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes what strangers wrote fit for logs and pages: one line that shows all that it holds. What would end a line, move the
 * cursor, turn the direction of what follows (Unicode's bidirectional controls), isn't seen at all, or is half of a
 * character becomes a question mark.
 */
public final class Printable {

    private Printable() {}

    /** Null stays null. */
    public static String line(String text) {
        return line(text, Integer.MAX_VALUE);
    }

    /** @param most the code points that are kept */
    public static String line(String text, int most) {
        if (text == null || (text.length() <= most && text.codePoints().allMatch(Printable::isShown))) {
            return text;
        }
        StringBuilder clean = new StringBuilder();
        text.codePoints().limit(most).forEach(c -> clean.appendCodePoint(isShown(c) ? c : '?'));
        return clean.toString();
    }

    /** Each line as by {@link #line(String)}; tabs stay, too. */
    public static String lines(String text) {
        if (text == null || line(text).equals(text)) {
            return text;
        }
        return text.lines()
                .map(each -> each.chars().anyMatch(c -> c == '\t')
                        ? Stream.of(each.split("\t", -1)).map(Printable::line).collect(Collectors.joining("\t"))
                        : line(each))
                .collect(Collectors.joining("\n", "", text.endsWith("\n") ? "\n" : ""));
    }

    private static boolean isShown(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE ->
                false;
            default -> true;
        };
    }
}
