package io.ftpcluster.messages;

import io.ftpcluster.bus.Failure;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A path on a server as the user sees it: from the top, no dot segments, nothing that could end an FTP command. Its
 * names may hold bytes that aren't text, as {@link RawNames} carries them.
 *
 * @param segments the names from the top down; empty for the top itself
 */
public record RemotePath(List<String> segments) {

    public static final RemotePath TOP = new RemotePath(List.of());
    private static final int MAX_LENGTH = 4096;
    /** Two dots in UTF-8 that is longer than it may be (RFC 3629, 10): some servers would climb there. */
    private static final String OVERLONG = "(?:\uDCC0|\uDCE0\uDC80)";
    private static final Pattern CLIMBS = Pattern.compile("(?:^|.*" + OVERLONG + "\uDCAF)(?:\\.|" + OVERLONG
            + "\uDCAE){2}(?:$|" + OVERLONG + "\uDCAF.*)", Pattern.DOTALL);

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
        return !name.isEmpty() && !isDots(name) && name.indexOf('/') < 0
                && name.indexOf('\r') < 0 && name.indexOf('\n') < 0
                && name.indexOf(0) < 0 && isReachable(name);
    }

    private static boolean isDots(String name) {
        return name.equals(".") || name.equals("..") || (!RawNames.isText(name) && CLIMBS.matcher(name).matches());
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
        if (isDots(segment)) {
            throw Failure.invalid(field, "must not contain . or .. segments").exception();
        }
        if (segment.isEmpty() || segment.indexOf('/') >= 0) {
            throw Failure.invalid(field, "must not contain empty segments or encoded slashes").exception();
        }
        if (segment.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
            throw Failure.invalid(field, "must not contain NUL, CR or LF").exception();
        }
    }
}
