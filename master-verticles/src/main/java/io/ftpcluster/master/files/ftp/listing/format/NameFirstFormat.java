package io.ftpcluster.master.files.ftp.listing.format;

import io.ftpcluster.messages.Files;

/** Chameleon, KA9Q and other small servers: name, size or {@code <DIR>}, date, time. */
final class NameFirstFormat implements Format {

    private static final int NAME_WORDS = 8;

    private final Dates dates;

    NameFirstFormat(Dates dates) {
        this.dates = dates;
    }

    @Override
    public Reading read(Words words) {
        for (int i = 1; i < words.count() - 1 && i <= NAME_WORDS; i++) {
            boolean folder = words.is(i, "<DIR>");
            if (folder || words.isSize(i)) {
                Moment date = dates.behindName(words, i + 1);
                if (date != null && date.next() == words.count()) {
                    String name = words.line().substring(words.start(0), words.end(i - 1));
                    return folder
                            ? Reading.entry(name, Files.Type.DIRECTORY, -1, date)
                            : Reading.file(name, words.size(i), date);
                }
            }
        }
        return Reading.None.UNKNOWN;
    }
}
