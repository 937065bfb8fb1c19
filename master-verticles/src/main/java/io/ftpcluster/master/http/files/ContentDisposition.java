package io.ftpcluster.master.http.files;

import java.nio.charset.StandardCharsets;

/** Names a download for the browser's disk (RFC 6266): plain ASCII for old clients, UTF-8 (RFC 8187) for the rest. */
final class ContentDisposition {

    private static final String ATTR_CHARS = "!#$&+-.^_`|~";

    private ContentDisposition() {}

    static String attachment(String name) {
        String safe = withoutTricks(name);
        String header = "attachment; filename=\"" + ascii(safe) + '"';
        return ascii(safe).equals(safe) ? header : header + "; filename*=UTF-8''" + extended(safe);
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

    private static String extended(String name) {
        StringBuilder encoded = new StringBuilder(name.length() * 3);
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            if ((c < 0x80 && Character.isLetterOrDigit(c)) || ATTR_CHARS.indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append(String.format("%%%02X", (int) c));
            }
        }
        return encoded.toString();
    }
}
