package io.ftpcluster.messages;

import io.ftpcluster.bus.Failure;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * A path on a server as the user sees it: from the top, no dot segments and no lone tilde, nothing that could end an FTP command. Its
 * names may hold bytes that aren't text, as {@link RawNames} carries them.
 *
 * @param segments the names from the top down; empty for the top itself
 */
public record RemotePath(List<String> segments) {

    public static final RemotePath TOP = new RemotePath(List.of());
    private static final int MAX_LENGTH = 4096;

    public RemotePath {
        segments = List.copyOf(segments);
        check("path", segments);
    }

    /** Splits at slashes; empty segments vanish as they do on a file system. */
    public static RemotePath parse(String text) {
        return new RemotePath(split(text));
    }

    private static List<String> split(String text) {
        return Stream.of(text.split("/", -1)).filter(segment -> !segment.isEmpty()).toList();
    }

    /** Whether a name from a listing may be given on: one that climbs or hides a slash could lead elsewhere. */
    public static boolean isSafeName(String name) {
        return !name.isEmpty() && !leadsElsewhere(name) && name.indexOf('/') < 0 && name.indexOf('\r') < 0
                && name.indexOf('\n') < 0 && name.indexOf(0) < 0 && isReachable(name);
    }

    /**
     * Whether a server could take a part of it for the folder itself or the one above, or for the login's home, wherever in a
     * path it stands: Windows splits at backslashes, some drop blanks at the end, and some take UTF-8 that is longer than it may
     * be (RFC 3629, 10).
     */
    private static boolean leadsElsewhere(String name) {
        String text = RawNames.isText(name) ? name : withoutOverlong(name);
        int start = 0;
        for (int end = 0; end <= text.length(); end++) {
            if (end == text.length() || text.charAt(end) == '/' || text.charAt(end) == '\\') {
                if (isSpecial(text, start, end)) {
                    return true;
                }
                start = end + 1;
            }
        }
        return false;
    }

    /** Dots and a tilde, with what a trim takes away around them; three dots are a name. */
    private static boolean isSpecial(String text, int from, int to) {
        int start = from;
        int end = to;
        while (end > start && text.charAt(end - 1) <= ' ') {
            end--;
        }
        while (start < end && text.charAt(start) <= ' ') {
            start++;
        }
        String part = text.substring(start, end);
        return part.equals(".") || part.equals("..") || part.equals("~");
    }

    /** ASCII that is written in two or three bytes becomes what it stands for. */
    private static String withoutOverlong(String name) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if ((c == 0xDCC0 || c == 0xDCC1) && isContinuation(name, i + 1)) {
                text.append((char) (((c & 1) << 6) | (name.charAt(i + 1) & 0x3F)));
                i++;
            } else if (c == 0xDCE0 && (at(name, i + 1) == 0xDC80 || at(name, i + 1) == 0xDC81)
                    && isContinuation(name, i + 2)) {
                text.append((char) (((name.charAt(i + 1) & 1) << 6) | (name.charAt(i + 2) & 0x3F)));
                i += 2;
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    private static boolean isContinuation(String name, int index) {
        return at(name, index) >= 0xDC80 && at(name, index) <= 0xDCBF;
    }

    private static int at(String name, int index) {
        return index < name.length() ? name.charAt(index) : -1;
    }

    /** Whether a URL could hold it: raw bytes of other charsets side by side may be a character in UTF-8. */
    private static boolean isReachable(String name) {
        if (RawNames.isText(name)) {
            return true;
        }
        try {
            byte[] bytes = RawNames.encode(name, StandardCharsets.UTF_8);
            return RawNames.decode(bytes, 0, bytes.length, StandardCharsets.UTF_8).equals(name);
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** The text of a root folder, or null for none. */
    static String root(String field, String given) {
        if (given == null || given.isBlank()) {
            return null;
        }
        if (!given.startsWith("/")) {
            throw Failure.invalid(field, "must be an absolute path such as /srv/ftp").exception();
        }
        check(field, split(given));
        return parse(given).text();
    }

    public String text() {
        return "/" + String.join("/", segments);
    }

    public boolean isTop() {
        return segments.isEmpty();
    }

    public String name() {
        return segments.isEmpty() ? "" : segments.get(segments.size() - 1);
    }

    public RemotePath parent() {
        return segments.isEmpty() ? this : new RemotePath(segments.subList(0, segments.size() - 1));
    }

    public RemotePath child(String name) {
        return new RemotePath(Stream.concat(segments.stream(), Stream.of(name)).toList());
    }

    @Override
    public String toString() {
        return text();
    }

    private static void check(String field, List<String> segments) {
        int length = 0;
        for (String segment : segments) {
            checkSegment(field, segment);
            length += segment.length() + 1;
        }
        if (length > MAX_LENGTH) {
            throw Failure.invalid(field, "must have at most " + MAX_LENGTH + " characters").exception();
        }
    }

    private static void checkSegment(String field, String segment) {
        if (leadsElsewhere(segment)) {
            throw Failure.invalid(field, "must not contain . or .. or ~ segments, nor such between backslashes")
                    .exception();
        }
        if (segment.isEmpty() || segment.indexOf('/') >= 0) {
            throw Failure.invalid(field, "must not contain empty segments or encoded slashes").exception();
        }
        if (segment.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
            throw Failure.invalid(field, "must not contain NUL, CR or LF").exception();
        }
    }
}
