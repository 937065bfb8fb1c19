package io.ftpcluster.master.files.ftp.listing.format;

import io.ftpcluster.messages.Files;

/** OS-9: owner, day, time of four digits, attributes, sector, bytes, name. */
final class Os9Format implements Format {

    private final Dates dates;

    Os9Format(Dates dates) {
        this.dates = dates;
    }

    @Override
    public Reading read(Words words) {
        if (words.is(0, "Owner") && words.is(1, "Last")) {
            return Reading.None.ORDINARY;
        }
        if (words.count() < 7 || words.text(0).indexOf('.') < 1 || words.length(2) != 4 || words.number(2) < 0
                || !isAttributes(words.text(3)) || words.number(5) < 0) {
            return Reading.None.UNKNOWN;
        }
        Moment date = dates.yearFirst(words.text(1), words.number(2) / 100, words.number(2) % 100);
        if (date == null) {
            return Reading.None.UNKNOWN;
        }
        String name = words.from(6);
        return words.first(3) == 'd'
                ? Reading.entry(name, Files.Type.DIRECTORY, -1, date)
                : Reading.file(name, words.number(5), date);
    }

    private static boolean isAttributes(String text) {
        return text.length() == 8 && text.chars().allMatch(c -> "dsewr-".indexOf(c) >= 0);
    }
}
