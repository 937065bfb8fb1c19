package io.ftpcluster.master.http.files.search;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.messages.RawNames;
import java.text.Normalizer;

/**
 * What names are looked for: a part of them or, where it has * or ?, a pattern for all of them. Upper and lower case are the
 * same, and so are the ways to write an accent. Immutable.
 */
public final class NamePattern {

    private static final int MAX_LENGTH = 255;

    private final String wanted;
    private final boolean glob;

    private NamePattern(String wanted) {
        this.wanted = wanted;
        this.glob = wanted.indexOf('*') >= 0 || wanted.indexOf('?') >= 0;
    }

    /** @param field what it is called in the request */
    public static NamePattern of(String field, String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            throw Failure.invalid(field, "must have 1 to " + MAX_LENGTH + " characters").exception();
        }
        return new NamePattern(folded(text));
    }

    public boolean matches(String name) {
        String folded = folded(RawNames.shown(name));
        return glob ? matchesGlob(folded) : folded.contains(wanted);
    }

    /** Each character for itself, so that a sigma at a word's end is one like the others. */
    private static String folded(String text) {
        String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
        StringBuilder folded = new StringBuilder(composed.length());
        composed.codePoints()
                .map(c -> Character.toLowerCase(Character.toUpperCase(c)))
                .forEach(folded::appendCodePoint);
        return folded.toString();
    }

    /** Goes back to the last star only, so that no pattern costs more than its length times the name's. */
    private boolean matchesGlob(String name) {
        int at = 0;
        int in = 0;
        int star = -1;
        int resume = 0;
        while (at < name.length()) {
            int c = name.codePointAt(at);
            int p = in < wanted.length() ? wanted.codePointAt(in) : -1;
            if (p == '*') {
                star = in++;
                resume = at;
            } else if (p == '?' || p == c) {
                in += Character.charCount(p);
                at += Character.charCount(c);
            } else if (star >= 0) {
                resume += Character.charCount(name.codePointAt(resume));
                at = resume;
                in = star + 1;
            } else {
                return false;
            }
        }
        while (in < wanted.length() && wanted.charAt(in) == '*') {
            in++;
        }
        return in == wanted.length();
    }
}
