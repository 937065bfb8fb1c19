package io.ftpcluster.master.files.ftp.listing.format;

/** HP NonStop (Tandem) Guardian: name, code, bytes, day, time, owner, rights in quotes. There are only files. */
final class NonStopFormat implements Format {

    private static final int NAME = 8;

    private final Dates dates;

    NonStopFormat(Dates dates) {
        this.dates = dates;
    }

    @Override
    public Reading read(Words words) {
        if (words.is(0, "File") && words.is(1, "Code") && words.is(2, "EOF")) {
            return Reading.None.ORDINARY;
        }
        int last = words.count() - 1;
        boolean rights = last >= 5 && words.length(last) >= 3 && words.first(last) == '"' && words.last(last) == '"';
        if (!rights || words.length(0) > NAME) {
            return Reading.None.UNKNOWN;
        }
        // The code may have a mark of its own behind it (an open file).
        for (int i = 3; i <= 4; i++) {
            Moment date = dates.numeric(words, i);
            if (date != null && words.number(i - 1) >= 0) {
                return Reading.file(words.text(0), words.number(i - 1), date);
            }
        }
        return Reading.None.UNKNOWN;
    }
}
