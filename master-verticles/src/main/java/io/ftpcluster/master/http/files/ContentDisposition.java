package io.ftpcluster.master.http.files;

import io.ftpcluster.master.http.files.path.SafeName;
import io.ftpcluster.master.http.request.PercentCoding;

/** Names a download for the browser's disk (RFC 6266): plain ASCII for old clients, UTF-8 (RFC 8187) for the rest. */
final class ContentDisposition {

    /** RFC 8187, 3.2.1: beside letters and digits. */
    private static final String ATTR_CHARS = "!#$&+-.^_`|~";

    private ContentDisposition() {}

    static String attachment(String name) {
        String safe = SafeName.of(name);
        String header = "attachment; filename=\"" + ascii(safe) + '"';
        return ascii(safe).equals(safe)
                ? header
                : header + "; filename*=UTF-8''" + PercentCoding.encode(safe, ATTR_CHARS);
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
