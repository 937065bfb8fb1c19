package io.ftpcluster.master.files.ftp.listing.format;

import io.ftpcluster.messages.Files;
import java.util.Locale;

/**
 * VMS: name and version, blocks, date, owner, protection. Long names stand on a line of their own. Names are given without the
 * version and without {@code .DIR}, as RETR and CWD take them; of several versions the first, which is the newest, counts. A
 * size in blocks isn't exact, and so is none.
 */
final class VmsFormat implements Format {

    private static final int NAME_WORDS = 8;
    private static final int BEFORE_DATE = 4;

    private final Dates dates;
    private boolean here;
    private String waiting;
    private String last;
    private int lost;

    /** @param here whether the server says that it is a VMS */
    VmsFormat(Dates dates, boolean here) {
        this.dates = dates;
        this.here = here;
    }

    @Override
    public int lost() {
        return lost + (waiting == null ? 0 : 1);
    }

    @Override
    public Reading read(Words words) {
        String name = waiting;
        waiting = null;
        if (name != null && Words.isBlank(words.line().charAt(0))) {
            Moment date = date(words, 0);
            if (date != null || isRefused(words, 0)) {
                return entry(name, date);
            }
        }
        lost += name == null ? 0 : 1;
        if (isHeading(words)) {
            return Reading.None.ORDINARY;
        }
        return named(words);
    }

    private Reading named(Words words) {
        int end = 0;
        while (end < words.count() && end < NAME_WORDS && !isVersioned(words.text(end))) {
            end++;
        }
        boolean versioned = end < words.count() && end < NAME_WORDS;
        if (!versioned) {
            Moment date = here && words.count() > 2 && isBlocks(words.text(1)) ? date(words, 1) : null;
            return date == null ? Reading.None.UNKNOWN : entry(words.text(0), date);
        }
        String name = words.line().substring(words.start(0), words.end(end));
        Moment date = date(words, end + 1);
        if (date != null || (here && isRefused(words, end + 1))) {
            here = true;
            return entry(name, date);
        }
        if (here && end == words.count() - 1) {
            waiting = name;
            return Reading.None.PARTIAL;
        }
        return Reading.None.UNKNOWN;
    }

    private Moment date(Words words, int from) {
        for (int i = from; i < words.count() && i < from + BEFORE_DATE; i++) {
            Moment date = words.text(i).indexOf('-') > 0 ? dates.numeric(words, i) : null;
            if (date != null) {
                return date;
            }
        }
        return null;
    }

    private static boolean isVersioned(String text) {
        int semicolon = text.lastIndexOf(';');
        return semicolon > 0 && Words.number(text, semicolon + 1, text.length()) >= 0;
    }

    /** 3 or 3/9. */
    private static boolean isBlocks(String text) {
        int slash = text.indexOf('/');
        return slash < 0
                ? Words.number(text) >= 0
                : Words.number(text, 0, slash) >= 0 && Words.number(text, slash + 1, text.length()) >= 0;
    }

    /** An entry whose facts this login may not see. */
    private static boolean isRefused(Words words, int from) {
        if (from >= words.count()) {
            return false;
        }
        String rest = words.from(from).toLowerCase(Locale.ROOT);
        return rest.startsWith("%") || rest.contains("privilege") || rest.contains("protection");
    }

    private Reading entry(String raw, Moment date) {
        int semicolon = isVersioned(raw) ? raw.lastIndexOf(';') : raw.length();
        String name = raw.substring(raw.lastIndexOf(']', semicolon - 1) + 1, semicolon);
        boolean directory = name.length() > 4 && name.regionMatches(true, name.length() - 4, ".DIR", 0, 4);
        if (directory) {
            name = name.substring(0, name.length() - 4);
        }
        if (name.isEmpty() || raw.substring(0, semicolon).equals(last)) {
            return Reading.None.ORDINARY;
        }
        last = raw.substring(0, semicolon);
        return directory ? Reading.entry(name, Files.Type.DIRECTORY, -1, date) : Reading.file(name, -1, date);
    }

    private boolean isHeading(Words words) {
        if (words.is(0, "Directory") && words.count() == 2 && words.text(1).indexOf('[') >= 0) {
            here = true;
            return true;
        }
        return here && (words.is(0, "Total") || words.is(0, "Grand") || words.is(0, "Directory")
                || (words.line().indexOf(';') < 0
                        && (words.line().contains(" blocks") || words.line().startsWith("%"))));
    }
}
