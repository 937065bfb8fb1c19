package io.ftpcluster.master.files.ftp.listing.format;

import io.ftpcluster.messages.Files;

/**
 * OS/400, IBM i: owner, size, date, time, the object's type with a star, name. A database file is a folder of its members, and a
 * save file is a file, so of such objects trying tells. Sizes of objects aren't those of their contents.
 */
final class Os400Format implements Format {

    private final Dates dates;

    Os400Format(Dates dates) {
        this.dates = dates;
    }

    @Override
    public Reading read(Words words) {
        int type = 1;
        while (type < words.count() && type < 5 && !isType(words.text(type))) {
            type++;
        }
        if (type >= words.count() - 1 || type >= 5 || Words.isBlank(words.line().charAt(0))) {
            return Reading.None.UNKNOWN;
        }
        Moment date = type > 2 ? dates.numeric(words, type - 2) : null;
        if ((type == 4 && date == null) || (date != null && date.next() != type)) {
            return Reading.None.UNKNOWN;
        }
        return entry(words, type, date);
    }

    private static boolean isType(String text) {
        if (text.length() < 3 || text.length() > 11 || text.charAt(0) != '*') {
            return false;
        }
        return text.chars().skip(1).allMatch(c -> (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'));
    }

    private static Reading entry(Words words, int type, Moment date) {
        String name = words.fromStripped(type + 1);
        boolean slash = name.length() > 1 && name.endsWith("/");
        name = slash ? name.substring(0, name.length() - 1) : name;
        if (words.is(type, "*MEM")) {
            // A member may come with its file's name, whose folder it is.
            return Reading.file(name.substring(name.lastIndexOf('/') + 1), -1, date);
        }
        if (slash || words.is(type, "*DIR") || words.is(type, "*LIB") || words.is(type, "*FLR")
                || words.is(type, "*DDIR")) {
            return Reading.entry(name, Files.Type.DIRECTORY, -1, date);
        }
        boolean stream = words.is(type, "*STMF") || words.is(type, "*DSTMF") || words.is(type, "*DOC");
        return stream ? Reading.file(name, words.size(1), date) : Reading.entry(name, Files.Type.SYMLINK, -1, date);
    }
}
