package io.ftpcluster.master.http.framing;

/** The line before a chunk (RFC 9112, 7.1), read strictly: no blanks, and extensions of the right shape only. */
final class ChunkSize {

    static final int MAX_LINE = 1024;
    /** Seven digits say more than one chunk ever has; Netty's own arithmetic wraps around at nine. */
    private static final int MAX_DIGITS = 7;
    private static final int MAX_WITH_ZEROS = 16;
    private static final int HEX = 16;

    private ChunkSize() {}

    /** @throws MalformedRequest when it has another shape */
    static int parse(String line) {
        int digits = 0;
        while (digits < line.length() && isHexDigit(line.charAt(digits))) {
            digits++;
        }
        int zeros = 0;
        while (zeros < digits - 1 && line.charAt(zeros) == '0') {
            zeros++;
        }
        if (digits == 0 || digits > MAX_WITH_ZEROS || digits - zeros > MAX_DIGITS) {
            throw MalformedRequest.bad("A chunk's size must be a hexadecimal number of less than 256 MiB.");
        }
        checkExtensions(line, digits);
        return Integer.parseInt(line, zeros, digits, HEX);
    }

    private static boolean isHexDigit(char c) {
        return c < 128 && Character.digit(c, HEX) >= 0;
    }

    private static void checkExtensions(String line, int start) {
        int at = start;
        while (at < line.length()) {
            int name = at + 1;
            int end = line.charAt(at) == ';' ? tokenEnd(line, name) : name;
            if (end == name) {
                throw badExtension();
            }
            at = end < line.length() && line.charAt(end) == '=' ? valueEnd(line, end + 1) : end;
        }
    }

    private static int tokenEnd(String line, int start) {
        int end = start;
        while (end < line.length() && FieldSyntax.isTokenCharacter(line.charAt(end))) {
            end++;
        }
        return end;
    }

    private static int valueEnd(String line, int start) {
        if (start < line.length() && line.charAt(start) == '"') {
            return quotedEnd(line, start + 1);
        }
        int end = tokenEnd(line, start);
        if (end == start) {
            throw badExtension();
        }
        return end;
    }

    private static int quotedEnd(String line, int start) {
        for (int at = start; at < line.length(); at++) {
            char c = line.charAt(at);
            if (c == '"') {
                return at + 1;
            }
            at += c == '\\' ? 1 : 0;
            if (at >= line.length() || !FieldSyntax.isValueCharacter(line.charAt(at))) {
                break;
            }
        }
        throw badExtension();
    }

    private static MalformedRequest badExtension() {
        return MalformedRequest.bad("After a chunk's size only extensions may follow (RFC 9112, 7.1.1).");
    }
}
