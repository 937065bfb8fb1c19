package io.ftpcluster.master.files.ftp.listing.format;

import io.ftpcluster.messages.Files;

/** VxWorks: size, date, time, name, and {@code <DIR>} behind folders. */
final class VxWorksFormat implements Format {

    private static final String FOLDER = "<DIR>";

    private final Dates dates;

    VxWorksFormat(Dates dates) {
        this.dates = dates;
    }

    @Override
    public Reading read(Words words) {
        if ((words.is(0, "size") && words.is(1, "date") && words.is(2, "time"))
                || (words.text(0).startsWith("---") && words.text(1).startsWith("---"))) {
            return Reading.None.ORDINARY;
        }
        Moment date = words.number(0) >= 0 && words.count() > 3 && Character.isLetter(words.first(1))
                ? dates.numeric(words, 1)
                : null;
        if (date == null || date.dayOnly() || date.next() >= words.count()) {
            return Reading.None.UNKNOWN;
        }
        String name = words.fromStripped(date.next());
        return name.endsWith(FOLDER) && name.length() > FOLDER.length() + 1
                ? Reading.entry(name.substring(0, name.length() - FOLDER.length()).stripTrailing(),
                        Files.Type.DIRECTORY, -1, date)
                : Reading.file(name, words.number(0), date);
    }
}
