package io.ftpcluster.master.files.ftp.listing.format;

/** A line and where its first words are; words are separated by blanks and tabs. */
public final class Words {

    /** No format has more before the name. */
    private static final int MOST = 24;
    private static final int MAX_DIGITS = 18;

    private final String line;
    private final int[] starts = new int[MOST];
    private final int[] ends = new int[MOST];
    private int count;

    Words(String line) {
        this.line = line;
        int at = 0;
        while (count < MOST) {
            while (at < line.length() && isBlank(line.charAt(at))) {
                at++;
            }
            if (at == line.length()) {
                return;
            }
            starts[count] = at;
            while (at < line.length() && !isBlank(line.charAt(at))) {
                at++;
            }
            ends[count++] = at;
        }
    }

    static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    String line() {
        return line;
    }

    /** How many words there are; of those far behind in the line nobody asks. */
    int count() {
        return count;
    }

    int start(int word) {
        return starts[word];
    }

    int end(int word) {
        return ends[word];
    }

    int length(int word) {
        return ends[word] - starts[word];
    }

    /** Empty where there is no such word. */
    String text(int word) {
        return word >= 0 && word < count ? line.substring(starts[word], ends[word]) : "";
    }

    boolean is(int word, String text) {
        return word >= 0 && word < count && length(word) == text.length()
                && line.regionMatches(true, starts[word], text, 0, text.length());
    }

    char first(int word) {
        return line.charAt(starts[word]);
    }

    char last(int word) {
        return line.charAt(ends[word] - 1);
    }

    /** From the start of this word to the end of the line. */
    String from(int word) {
        return line.substring(starts[word]);
    }

    /** The same without blanks at the end of the line. */
    String fromStripped(int word) {
        return line.substring(starts[word]).stripTrailing();
    }

    /** What follows exactly one blank behind this position; empty when nothing does. */
    String behind(int position) {
        return position < line.length() && isBlank(line.charAt(position)) ? line.substring(position + 1) : "";
    }

    /** -1 for what isn't all digits, or too many. */
    long number(int word) {
        return word < 0 || word >= count ? -1 : number(line, starts[word], ends[word]);
    }

    static long number(String text, int from, int end) {
        if (from >= end || end - from > MAX_DIGITS) {
            return -1;
        }
        long number = 0;
        for (int i = from; i < end; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    static long number(String text) {
        return number(text, 0, text.length());
    }

    /** Whether the word can stand where a size does: digits, perhaps in groups, rounded (4.0K) or below zero. */
    boolean isSize(int word) {
        if (word < 0 || word >= count) {
            return false;
        }
        boolean digits = false;
        for (int i = starts[word]; i < ends[word]; i++) {
            char c = line.charAt(i);
            boolean sign = i == starts[word] && (c == '-' || c == '+');
            boolean unit = digits && i >= ends[word] - 3 && "KMGTPEkBi".indexOf(c) >= 0;
            digits |= isDigit(c);
            if (!isDigit(c) && !sign && !unit && !isGroup(c)) {
                return false;
            }
        }
        return digits;
    }

    /** The exact number of bytes that a word tells, or -1. Groups have three digits each, as in 9,276. */
    long size(int word) {
        if (word < 0 || word >= count || length(word) > 2 * MAX_DIGITS) {
            return -1;
        }
        StringBuilder digits = new StringBuilder();
        int sinceGroup = -1;
        for (int i = starts[word]; i < ends[word]; i++) {
            char c = line.charAt(i);
            if (isGroup(c)) {
                if (digits.isEmpty() || (sinceGroup >= 0 ? sinceGroup != 3 : digits.length() > 3)) {
                    return -1;
                }
                sinceGroup = 0;
            } else if (isDigit(c)) {
                digits.append(c);
                sinceGroup += sinceGroup >= 0 ? 1 : 0;
            } else {
                return -1;
            }
        }
        return sinceGroup >= 0 && sinceGroup != 3 ? -1 : number(digits.toString());
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** Comma, dot, apostrophe, the narrow and the wide blank that doesn't break. */
    private static boolean isGroup(char c) {
        return c == ',' || c == '.' || c == '\'' || c == '\u00A0' || c == '\u202F';
    }
}
