package io.ftpcluster.agent.probe;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** The small files under /proc, /sys and /etc; or a folder that looks like them. Not thread-safe. */
final class SystemFiles {

    private static final int LONGEST = 64 * 1024;

    private final String root;
    private final byte[] buffer = new byte[LONGEST];

    /** @param root empty for the machine's own */
    SystemFiles(String root) {
        this.root = root;
    }

    /** The first 64 KB; null when it isn't there or may not be read, so that what it says isn't known. */
    String text(String path) {
        try (InputStream in = new FileInputStream(root + path)) {
            int length = in.readNBytes(buffer, 0, buffer.length);
            return new String(buffer, 0, length, StandardCharsets.UTF_8);
        } catch (IOException unknown) {
            return null;
        }
    }

    /** One number or word; null likewise. */
    String word(String path) {
        String text = text(path);
        return text == null || text.isBlank() ? null : text.strip();
    }

    /** Null when it isn't known, or no whole number, such as {@code max}. */
    Long number(String path) {
        return asNumber(word(path));
    }

    /** The number in the line that starts with the name and white space; null when there is none. */
    static Long field(String text, String name) {
        int start = text == null ? -1 : lineStart(text, name);
        if (start < 0) {
            return null;
        }
        int from = start + name.length();
        while (from < text.length() && (text.charAt(from) == ' ' || text.charAt(from) == '\t')) {
            from++;
        }
        int to = from;
        while (to < text.length() && Character.isDigit(text.charAt(to))) {
            to++;
        }
        return asNumber(text.substring(from, to));
    }

    private static int lineStart(String text, String name) {
        int found = text.indexOf(name);
        while (found > 0 && text.charAt(found - 1) != '\n') {
            found = text.indexOf(name, found + 1);
        }
        return found;
    }

    static Long asNumber(String word) {
        if (word == null || word.isEmpty() || word.length() > 20) {
            return null;
        }
        try {
            return Long.valueOf(word);
        } catch (NumberFormatException unknown) {
            return null;
        }
    }

    InputStream open(String path) throws IOException {
        return new FileInputStream(root + path);
    }

    boolean exists(String path) {
        return new File(root + path).exists();
    }

    /** The names in a folder; empty when it isn't there or may not be read. */
    String[] names(String path) {
        String[] names = new File(root + path).list();
        return names == null ? new String[0] : names;
    }

    /** Where a symbolic link points; null when that isn't known. */
    String link(String path) {
        try {
            return Files.readSymbolicLink(Path.of(root + path)).toString();
        } catch (IOException | InvalidPathException | UnsupportedOperationException unknown) {
            return null;
        }
    }

    File file(String path) {
        return new File(root + path);
    }
}
