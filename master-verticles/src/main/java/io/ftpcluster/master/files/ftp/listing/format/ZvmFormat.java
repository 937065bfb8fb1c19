package io.ftpcluster.master.files.ftp.listing.format;

import io.ftpcluster.messages.Files;

/** z/VM's minidisks: name, type, record format, record length, records, blocks, date, time, owner. */
final class ZvmFormat implements Format {

    private static final int DATE = 6;

    private final Dates dates;

    ZvmFormat(Dates dates) {
        this.dates = dates;
    }

    @Override
    public Reading read(Words words) {
        Moment date = words.count() > DATE && isKind(words) ? dates.numeric(words, DATE) : null;
        if (date == null || date.dayOnly() || words.length(0) > 8 || words.length(1) > 8) {
            return Reading.None.UNKNOWN;
        }
        return words.is(2, "-")
                ? Reading.entry(words.text(0), Files.Type.DIRECTORY, -1, date)
                : Reading.file(words.text(0) + "." + words.text(1), -1, date);
    }

    private static boolean isKind(Words words) {
        if (words.is(1, "DIR") && words.is(2, "-")) {
            return true;
        }
        return (words.is(2, "V") || words.is(2, "F")) && words.number(3) >= 0 && words.number(4) >= 0
                && words.number(5) >= 0;
    }
}
