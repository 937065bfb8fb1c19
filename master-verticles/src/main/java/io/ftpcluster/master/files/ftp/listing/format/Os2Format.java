package io.ftpcluster.master.files.ftp.listing.format;

import io.ftpcluster.messages.Files;

/** OS/2: size, attributes, {@code DIR}, date, time, two blanks, name. */
final class Os2Format implements Format {

    private final Dates dates;

    Os2Format(Dates dates) {
        this.dates = dates;
    }

    @Override
    public Reading read(Words words) {
        int word = 1;
        boolean folder = false;
        while (word < words.count() && word < 4 && Character.isLetter(words.first(word))) {
            if (words.is(word, "DIR")) {
                folder = true;
            } else if (!isAttributes(words.text(word))) {
                return Reading.None.UNKNOWN;
            }
            word++;
        }
        Moment date = words.number(0) < 0 || word >= words.count() ? null : dates.numeric(words, word);
        if (date == null || date.dayOnly() || date.next() >= words.count()) {
            return Reading.None.UNKNOWN;
        }
        String name = words.from(date.next());
        return folder ? Reading.entry(name, Files.Type.DIRECTORY, -1, date) : Reading.file(name, words.number(0), date);
    }

    private static boolean isAttributes(String text) {
        return text.length() <= 5 && text.chars().allMatch(c -> "ARHSE".indexOf(c) >= 0);
    }
}
