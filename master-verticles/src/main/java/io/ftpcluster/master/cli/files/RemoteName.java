package io.ftpcluster.master.cli.files;

import io.ftpcluster.master.cli.CommandException;
import io.ftpcluster.master.cli.remote.ExitCodes;
import io.ftpcluster.messages.RawNames;
import io.ftpcluster.text.Printable;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * Names of files on servers, which may be any bytes but slash and NUL. A byte that isn't text is a lone surrogate here, as
 * {@link RawNames} has it.
 */
final class RemoteName {

    private RemoteName() {}

    /** @param segment of a URL's path, percent-encoded */
    static String decode(String segment) {
        // With Latin-1 each byte becomes the character of its number; a plus is one in paths.
        byte[] bytes = URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.ISO_8859_1)
                .getBytes(StandardCharsets.ISO_8859_1);
        return RawNames.decode(bytes, 0, bytes.length, StandardCharsets.UTF_8);
    }

    /** For terminals: what would steer one, or isn't seen, is escaped as {@code ls -b} does, so that two names look different. */
    static String shown(String name) {
        StringBuilder text = new StringBuilder(name.length());
        name.codePoints().forEach(c -> {
            if (c == '\\') {
                text.append("\\\\");
            } else if (Printable.line(Character.toString(c)).codePointAt(0) == c) {
                text.appendCodePoint(c);
            } else if (isRaw(c)) {
                text.append(String.format("\\x%02x", c & 0xFF));
            } else {
                text.append(c < 0x80 ? String.format("\\x%02x", c) : String.format("\\u%04x", c));
            }
        });
        return text.toString();
    }

    /**
     * As a name on this machine: one that can't lead out of the folder where it goes. Bytes that aren't text, which Java can't
     * name files with, become %FF and the like.
     */
    static String local(String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..")
                || name.chars().anyMatch(c -> c == '/' || c == '\\' || c == 0)) {
            throw new CommandException(ExitCodes.REFUSED,
                    "the server gives it a name that no file has here: " + shown(name));
        }
        StringBuilder text = new StringBuilder(name.length());
        name.codePoints().forEach(c -> {
            if (isRaw(c)) {
                text.append(String.format("%%%02X", c & 0xFF));
            } else {
                text.appendCodePoint(c);
            }
        });
        return text.toString();
    }

    private static boolean isRaw(int c) {
        return c >= 0xDC80 && c <= 0xDCFF;
    }
}
