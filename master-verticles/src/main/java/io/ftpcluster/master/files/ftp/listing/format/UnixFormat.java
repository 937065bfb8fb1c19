package io.ftpcluster.master.files.ftp.listing.format;

import io.ftpcluster.messages.Files;

/**
 * {@code ls -l} and what imitates it: with or without links, owner, group, inode and blocks; rights of any length, with marks
 * for access lists (+), labels (.) and attributes (@); NetWare's and Hellsoft's rights in brackets; NetPresenz on Macs.
 */
final class UnixFormat implements Format {

    private static final String TYPES = "-dlbcpsDCnPMwm?";
    private static final String RIGHTS = "rwxsStTlLaA-?";
    private static final String ARROW = " -> ";
    /** Rights, links, owner and group of some words each, a device's two numbers. */
    private static final int BEFORE_DATE = 14;

    private final Dates dates;

    UnixFormat(Dates dates) {
        this.dates = dates;
    }

    @Override
    public Reading read(Words words) {
        int mode = 0;
        while (mode < 2 && words.number(mode) >= 0) {
            mode++;
        }
        if (mode >= words.count()) {
            return Reading.None.UNKNOWN;
        }
        boolean brackets = words.length(mode) == 1 && mode + 1 < words.count() && words.first(mode + 1) == '[';
        if (!brackets && !isMode(words.text(mode))) {
            return Reading.None.UNKNOWN;
        }
        boolean netware = brackets || words.text(mode).indexOf('[') == 1;
        char type = words.first(mode);
        if (TYPES.indexOf(type) < 0) {
            return Reading.None.UNKNOWN;
        }
        return dated(words, mode + (brackets ? 2 : 1), type, netware);
    }

    private static boolean isMode(String text) {
        if (text.length() > 2 && text.charAt(1) == '[') {
            return text.charAt(text.length() - 1) == ']' && text.length() <= 20;
        }
        int end = text.length();
        while (end > 1 && ".@+*".indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        if (end < 9 || end > 11) {
            return false;
        }
        for (int i = 1; i < end; i++) {
            if (RIGHTS.indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    /** The first date with a size before it; where no size can be read, the first date. */
    private Reading dated(Words words, int from, char type, boolean netware) {
        Moment first = null;
        int before = -1;
        for (int i = from; i < words.count() && i < from + BEFORE_DATE; i++) {
            Moment date = dates.ofLs(words, i);
            if (date == null || name(words, date, netware).isEmpty()) {
                continue;
            }
            if (i > from && words.isSize(i - 1)) {
                return entry(type, words.size(i - 1), date, name(words, date, netware));
            }
            if (first == null) {
                first = date;
                before = i - 1;
            }
        }
        return first == null
                ? Reading.None.UNKNOWN
                : entry(type, before < from ? -1 : words.size(before), first, name(words, first, netware));
    }

    /** {@code ls} puts one blank before a name; those after it are the name's. */
    private static String name(Words words, Moment date, boolean padded) {
        String name = words.behind(date.end());
        if (padded) {
            return name.strip();
        }
        // With --time-style=iso old files have a blank where the time would be.
        boolean blankForTime = date.dayOnly() && words.text(date.next() - 1).indexOf('-') > 0;
        return blankForTime && name.length() > 1 && Words.isBlank(name.charAt(0)) ? name.substring(1) : name;
    }

    private static Reading entry(char type, long size, Moment date, String name) {
        if (type == 'l') {
            int arrow = arrow(name, size);
            return Reading.entry(arrow > 0 ? name.substring(0, arrow) : name, Files.Type.SYMLINK, -1, date);
        }
        if (type == 'd') {
            // As ls -F marks folders.
            boolean marked = name.length() > 1 && name.charAt(name.length() - 1) == '/';
            return Reading.entry(marked ? name.substring(0, name.length() - 1) : name, Files.Type.DIRECTORY, -1, date);
        }
        return Reading.file(name, type == '-' ? size : -1, date);
    }

    /**
     * Where a link's name ends, or -1. Name and target may hold an arrow too; the size of a link is the length of its target.
     */
    static int arrow(String name, long size) {
        int first = name.indexOf(ARROW);
        if (first < 0 || size <= 0 || name.indexOf(ARROW, first + 1) < 0) {
            return first;
        }
        // Backwards, counting the target's bytes once.
        long bytes = 0;
        for (int at = name.length() - 1; at >= first + ARROW.length() && bytes < size; at--) {
            bytes += bytes(name, at);
            if (bytes == size && name.startsWith(ARROW, at - ARROW.length())) {
                return at - ARROW.length();
            }
        }
        return first;
    }

    /** In UTF-8; the halves of a pair are two each, and a byte that isn't text is one. */
    private static int bytes(String name, int at) {
        char c = name.charAt(at);
        boolean pair = Character.isHighSurrogate(c) || (at > 0 && Character.isHighSurrogate(name.charAt(at - 1)));
        if (c < 0x80 || (c >= 0xDC80 && c <= 0xDCFF && !pair)) {
            return 1;
        }
        return Character.isSurrogate(c) || c < 0x800 ? 2 : 3;
    }
}
