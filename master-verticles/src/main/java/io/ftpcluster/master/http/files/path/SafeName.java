package io.ftpcluster.master.http.files.path;

/**
 * Names of files as they may get to a person's disk: no separators, controls or bytes that aren't text, and nothing that
 * turns the text's direction so that .exe reads as .txt.
 */
public final class SafeName {

    private SafeName() {}

    /** The name itself, when nothing is wrong with it. */
    public static String of(String name) {
        if (name.codePoints().noneMatch(SafeName::isTricky)) {
            return name;
        }
        StringBuilder safe = new StringBuilder(name.length());
        name.codePoints().map(c -> isTricky(c) ? '_' : c).forEach(safe::appendCodePoint);
        return safe.toString();
    }

    private static boolean isTricky(int c) {
        return c == '/' || c == '\\' || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
                || Character.isISOControl(c) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069)
                || c == 0x200E || c == 0x200F || c == 0x2028 || c == 0x2029;
    }
}
