package io.ftpcluster.master.http.files.path;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.RawNames;
import io.ftpcluster.messages.RemotePath;
import java.io.ByteArrayOutputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a request path under {@code /ftp/} means: whose folder, which server, where on it.
 *
 * @param alias the server, or null for the folder of all servers
 * @param path from the top of the server; the top itself where alias is null
 * @param folder whether the path ended in a slash
 */
public record FtpPath(String username, String alias, RemotePath path, boolean folder) {

    private static final String PREFIX = "/ftp/";
    private static final String FIELD = "path";

    /**
     * Takes the path as it stood in the request line: only undecoded text tells an encoded slash from a separator.
     * Fails INVALID for malformed percent-encoding, dot segments and what could end an FTP command. Bytes that aren't
     * UTF-8 are kept, except in the names of user and server.
     */
    public static FtpPath parse(String raw) {
        if (!raw.startsWith(PREFIX)) {
            throw invalid("must start with " + PREFIX);
        }
        String[] parts = raw.substring(PREFIX.length()).split("/", -1);
        String username = name(parts[0]);
        boolean folder = raw.endsWith("/") || raw.endsWith("/.");
        if (parts.length == 1 || (parts.length == 2 && parts[1].isEmpty())) {
            return new FtpPath(username, null, RemotePath.TOP, folder);
        }
        List<String> segments = new ArrayList<>();
        for (int i = 2; i < parts.length; i++) {
            // As on a file system, doubled slashes are one; and Go's clients put ./ before a name with a colon.
            if (!parts[i].isEmpty() && !parts[i].equals(".")) {
                segments.add(decode(parts[i]));
            }
        }
        return new FtpPath(username, name(parts[1]), new RemotePath(segments), folder);
    }

    /** Whether this can only be a folder, though the slash at its end is missing. */
    public boolean lacksSlash() {
        return !folder && path.isTop();
    }

    /** For paths on a server. */
    public Files.Location location() {
        return new Files.Location(username, alias, path);
    }

    /** What the end of the path says of it. */
    public Files.Kind kind() {
        return folder ? Files.Kind.FOLDER : Files.Kind.ANY;
    }

    public FtpPath asFolder() {
        return new FtpPath(username, alias, path, true);
    }

    /** The folder above; null above the folder of all servers. */
    public FtpPath parent() {
        if (alias == null) {
            return null;
        }
        return path.isTop()
                ? new FtpPath(username, null, RemotePath.TOP, true)
                : new FtpPath(username, alias, path.parent(), true);
    }

    /** The folder's or file's own name; the user's where there is no server. */
    public String name() {
        if (alias == null) {
            return username;
        }
        return path.isTop() ? alias : path.name();
    }

    /** An absolute-path reference (RFC 3986, 4.2) that {@link #parse} takes back. */
    public String href() {
        StringBuilder href = new StringBuilder(PREFIX).append(encode(username));
        if (alias != null) {
            href.append('/').append(encode(alias));
        }
        for (String segment : path.segments()) {
            href.append('/').append(encode(segment));
        }
        return folder ? href.append('/').toString() : href.toString();
    }

    /** One segment with all but RFC 3986's unreserved characters encoded, so that it is safe in any position. */
    public static String encode(String segment) {
        StringBuilder encoded = new StringBuilder(segment.length() + 16);
        for (byte b : bytes(segment)) {
            if (isUnreserved(b)) {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(hexDigit(b >> 4)).append(hexDigit(b));
            }
        }
        return encoded.toString();
    }

    private static byte[] bytes(String segment) {
        try {
            return RawNames.encode(segment, StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            throw Failure.invalid(FIELD, "has characters that no name can hold").causedBy(e);
        }
    }

    private static char hexDigit(int value) {
        return "0123456789ABCDEF".charAt(value & 0xF);
    }

    private static boolean isUnreserved(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.'
                || c == '_' || c == '~';
    }

    private static String name(String raw) {
        String name = decode(raw);
        if (name.isEmpty() || name.indexOf('/') >= 0 || !RawNames.isText(name)
                || name.chars().anyMatch(Character::isISOControl)) {
            throw invalid("must name a user, and then a server, in UTF-8 without slashes or control characters");
        }
        return name;
    }

    private static String decode(String raw) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                bytes.write(octet(raw, i));
                i += 2;
            } else if (c <= 0xFF) {
                // The request line's bytes arrive as Latin-1: a client that doesn't encode sends bare UTF-8.
                bytes.write(c);
            } else {
                throw invalid("must be percent-encoded");
            }
        }
        return RawNames.decode(bytes.toByteArray(), 0, bytes.size(), StandardCharsets.UTF_8);
    }

    private static int octet(String raw, int percent) {
        int high = percent + 2 < raw.length() ? Character.digit(raw.charAt(percent + 1), 16) : -1;
        int low = percent + 2 < raw.length() ? Character.digit(raw.charAt(percent + 2), 16) : -1;
        if (high < 0 || low < 0 || raw.charAt(percent + 1) > 'f' || raw.charAt(percent + 2) > 'f') {
            throw invalid("has a % that two hexadecimal digits must follow");
        }
        return high << 4 | low;
    }

    private static RuntimeException invalid(String detail) {
        return Failure.invalid(FIELD, detail).exception();
    }
}
