package io.ftpcluster.master.files.ftp.listing.format;

import io.ftpcluster.messages.Files;
import java.time.Instant;

/** Bernstein's "easily parsed LIST format": a plus, facts with commas, a tab, the name. Its times are exact. */
final class EplfFormat implements Format {

    /** The year 9999. */
    private static final long LATEST = 253_402_300_799L;

    @Override
    public Reading read(Words words) {
        String line = words.line();
        int tab = line.indexOf('\t');
        if (tab < 1 || line.charAt(0) != '+' || tab + 1 == line.length()) {
            return Reading.None.UNKNOWN;
        }
        Files.Type type = Files.Type.SYMLINK;
        long size = -1;
        Instant modified = null;
        for (int at = 1; at < tab;) {
            int comma = line.indexOf(',', at);
            int end = comma < 0 || comma > tab ? tab : comma;
            switch (line.charAt(at)) {
                case '/' -> type = Files.Type.DIRECTORY;
                case 'r' -> type = type == Files.Type.DIRECTORY ? type : Files.Type.FILE;
                case 's' -> size = Words.number(line, at + 1, end);
                case 'm' -> modified = time(Words.number(line, at + 1, end));
                default -> {
                    // Identifiers, rights and what may come.
                }
            }
            at = end + 1;
        }
        return new Reading.Entry(
                new Files.Info(line.substring(tab + 1), type, type == Files.Type.FILE ? size : -1, modified, false));
    }

    private static Instant time(long seconds) {
        return seconds < 0 || seconds > LATEST ? null : Instant.ofEpochSecond(seconds);
    }
}
