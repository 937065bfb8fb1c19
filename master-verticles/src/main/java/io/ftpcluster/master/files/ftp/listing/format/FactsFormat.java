package io.ftpcluster.master.files.ftp.listing.format;

import io.ftpcluster.messages.Files;
import java.time.Instant;

/**
 * MLSD and MLST (RFC 3659, 7.2): facts, each with a semicolon, a blank, the name. The last semicolon may be missing, and facts of
 * a system's own may hold blanks; a fact that can't be read is none, and its entry stays.
 */
final class FactsFormat {

    /** These hold no blanks, so a blank in one is where the name begins. */
    private static final String[] WITHOUT_BLANKS = {"size", "sizd", "modify", "create", "perm", "unique", "lang",
            "media-type", "charset", "type"};

    private final String line;
    private Files.Type type;
    private boolean self;
    private long size = -1;
    private Instant modified;
    private boolean any;

    private FactsFormat(String line) {
        this.line = line;
    }

    static Reading read(String line) {
        return new FactsFormat(line).read();
    }

    private Reading read() {
        int at = 0;
        while (at >= 0 && at < line.length() && line.charAt(at) != ' ') {
            at = fact(at);
        }
        if (self) {
            return Reading.None.ORDINARY;
        }
        // RFC 3659 allows an entry without facts: a blank and the name.
        if (!(any || at == 0) || at < 0 || at + 1 >= line.length()) {
            return Reading.None.UNKNOWN;
        }
        Files.Type known = type == null ? Files.Type.SYMLINK : type;
        return new Reading.Entry(
                new Files.Info(line.substring(at + 1), known, known == Files.Type.FILE ? size : -1, modified, false));
    }

    /** Takes the fact that begins here: where the next begins, or the blank before the name; -1 for what is no fact. */
    private int fact(int start) {
        int equals = endOfName(start);
        if (equals == start || equals >= line.length() || line.charAt(equals) != '=') {
            return -1;
        }
        int end = equals + 1;
        while (end < line.length() && line.charAt(end) != ';' && line.charAt(end) != ' ') {
            end++;
        }
        if (end < line.length() && line.charAt(end) == ' ' && mayHoldBlanks(start, equals)) {
            int semicolon = line.indexOf(';', end);
            end = semicolon > 0 && isEnd(semicolon) ? semicolon : end;
        }
        take(start, equals, end);
        return end < line.length() && line.charAt(end) == ';' ? end + 1 : end;
    }

    private int endOfName(int start) {
        int at = start;
        while (at < line.length()
                && (Character.isLetterOrDigit(line.charAt(at)) || "._-".indexOf(line.charAt(at)) >= 0)) {
            at++;
        }
        return at;
    }

    /** Whether this semicolon ends a fact: behind it comes the name or another fact. */
    private boolean isEnd(int semicolon) {
        int next = semicolon + 1;
        if (next < line.length() && line.charAt(next) == ' ') {
            return true;
        }
        int equals = endOfName(next);
        return equals > next && equals < line.length() && line.charAt(equals) == '=';
    }

    private boolean mayHoldBlanks(int start, int equals) {
        if (is("type", start, equals)) {
            // RFC 3659, 7.5.1: a system's own type (OS.unix=slink:/there).
            return line.regionMatches(true, equals + 1, "OS.", 0, 3);
        }
        for (String name : WITHOUT_BLANKS) {
            if (is(name, start, equals)) {
                return false;
            }
        }
        return true;
    }

    private boolean is(String name, int start, int equals) {
        return equals - start == name.length() && line.regionMatches(true, start, name, 0, name.length());
    }

    private void take(int start, int equals, int end) {
        any = true;
        if (is("type", start, equals)) {
            typed(equals + 1, end);
        } else if (is("size", start, equals)) {
            size = Words.number(line, equals + 1, end);
        } else if (is("modify", start, equals)) {
            modified = Dates.ofFact(line, equals + 1, end);
        }
    }

    /** Of other types trying tells, as of a link's. */
    private void typed(int from, int end) {
        if (isValue("file", from, end)) {
            type = Files.Type.FILE;
        } else if (isValue("dir", from, end)) {
            type = Files.Type.DIRECTORY;
        } else {
            self = isValue("cdir", from, end) || isValue("pdir", from, end);
            type = Files.Type.SYMLINK;
        }
    }

    private boolean isValue(String value, int from, int end) {
        return end - from == value.length() && line.regionMatches(true, from, value, 0, value.length());
    }
}
