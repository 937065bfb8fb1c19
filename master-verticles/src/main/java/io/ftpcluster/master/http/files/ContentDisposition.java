package io.ftpcluster.master.http.files;

import io.ftpcluster.master.http.request.PercentCoding;

/** Names a download for the browser's disk (RFC 6266): plain ASCII for old clients, UTF-8 (RFC 8187) for the rest. */
final class ContentDisposition {

    /** RFC 8187, 3.2.1: beside letters and digits. */
    private static final String ATTR_CHARS = "!#$&+-.^_`|~";

    private ContentDisposition() {}

    static String attachment(String name) {
        String safe = withoutTricks(name);
        String header = "attachment; filename=\"" + ascii(safe) + '"';
        return ascii(safe).equals(safe)
                ? header
                : header + "; filename*=UTF-8''" + PercentCoding.encode(safe, ATTR_CHARS);
    }

    /** No separators, controls or bytes that aren't text, and nothing that turns the text's direction so that .exe reads as .txt. */
    private static String withoutTricks(String name) {
        StringBuilder safe = new StringBuilder(name.length());
        name.codePoints().map(c -> isTricky(c) ? '_' : c).forEach(safe::appendCodePoint);
        return safe.toString();
    }

    private static boolean isTricky(int c) {
        return c == '/' || c == '\\' || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
                || Character.isISOControl(c) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069)
                || c == 0x200E || c == 0x200F || c == 0x2028 || c == 0x2029;
    }

    /** A percent sign is left out too: some browsers would decode what follows it. */
    private static String ascii(String name) {
        StringBuilder ascii = new StringBuilder(name.length());
        name.codePoints()
                .map(c -> c < ' ' || c > '~' || c == '"' || c == '%' ? '_' : c)
                .forEach(ascii::appendCodePoint);
        return ascii.toString();
    }
}
