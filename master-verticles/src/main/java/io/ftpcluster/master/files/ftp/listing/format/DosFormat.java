package io.ftpcluster.master.files.ftp.listing.format;

import io.ftpcluster.messages.Files;

/**
 * {@code dir} as Microsoft's servers and others print it: date, time, size or a word in angle brackets, name. The name starts in
 * a column of its own, so blanks at its start are the name's.
 */
final class DosFormat implements Format {

    /** {@code <DIR>} and the blanks behind it. */
    private static final int TAG_WIDTH = 15;
    /** More than that isn't a name but another width of the column. */
    private static final int BLANKS_OF_NAME = 4;

    private final Dates dates;

    DosFormat(Dates dates) {
        this.dates = dates;
    }

    @Override
    public Reading read(Words words) {
        Moment date = words.count() < 3 || !Words.isDigit(words.first(0)) ? null : dates.numeric(words, 0);
        if (date == null) {
            return isHeading(words) ? Reading.None.ORDINARY : Reading.None.UNKNOWN;
        }
        int word = date.next();
        if (word >= words.count()) {
            return Reading.None.UNKNOWN;
        }
        if (words.first(word) == '<' && words.last(word) == '>') {
            return tagged(words, word, date);
        }
        String name = words.isSize(word) ? unpadded(words.behind(words.end(word))) : "";
        return name.isEmpty() ? Reading.None.UNKNOWN : Reading.file(name, words.size(word), date);
    }

    private static Reading tagged(Words words, int tag, Moment date) {
        int column = words.start(tag) + TAG_WIDTH;
        int start = words.end(tag);
        while (start < column && start < words.line().length() && Words.isBlank(words.line().charAt(start))) {
            start++;
        }
        String name = unpadded(words.line().substring(start));
        if (name.isEmpty()) {
            return Reading.None.UNKNOWN;
        }
        if (words.is(tag, "<DIR>")) {
            return Reading.entry(name, Files.Type.DIRECTORY, -1, date);
        }
        // Junctions and links, whose targets stand in brackets behind their names.
        int target = name.endsWith("]") ? name.lastIndexOf(" [") : -1;
        return Reading.entry(target > 0 ? name.substring(0, target) : name, Files.Type.SYMLINK, -1, date);
    }

    private static String unpadded(String name) {
        int blanks = 0;
        while (blanks < name.length() && Words.isBlank(name.charAt(blanks))) {
            blanks++;
        }
        return blanks > BLANKS_OF_NAME || blanks == name.length() ? name.substring(blanks) : name;
    }

    /** What {@code dir} prints around a listing. */
    private static boolean isHeading(Words words) {
        return (words.is(0, "Volume") && (words.is(1, "in") || words.is(1, "Serial")))
                || (words.is(0, "Directory") && words.is(1, "of"))
                || (words.number(0) >= 0 && (words.is(1, "File(s)") || words.is(1, "Dir(s)")));
    }
}
