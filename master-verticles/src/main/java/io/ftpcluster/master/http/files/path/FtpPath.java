package io.ftpcluster.master.http.files.path;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.master.http.request.PercentCoding;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.RawNames;
import io.ftpcluster.messages.RemotePath;
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

    /** A folder below another as a reference relative to it: empty, or with a slash at its end. */
    public static String relative(RemotePath folder) {
        StringBuilder href = new StringBuilder();
        folder.segments().forEach(segment -> href.append(encode(segment)).append('/'));
        return href.toString();
    }

    /** One segment with all but RFC 3986's unreserved characters encoded, so that it is safe in any position. */
    public static String encode(String segment) {
        try {
            return PercentCoding.encode(RawNames.encode(segment, StandardCharsets.UTF_8), PercentCoding.UNRESERVED);
        } catch (CharacterCodingException e) {
            throw Failure.invalid(FIELD, "has characters that no name can hold").causedBy(e);
        }
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
        try {
            return PercentCoding.decodeRaw(raw);
        } catch (IllegalArgumentException e) {
            throw Failure.invalid(FIELD, e.getMessage()).causedBy(e);
        }
    }

    private static RuntimeException invalid(String detail) {
        return Failure.invalid(FIELD, detail).exception();
    }
}
