package io.ftpcluster.master.cli.files;

import io.ftpcluster.master.cli.CommandException;
import io.ftpcluster.master.cli.remote.ExitCodes;
import io.ftpcluster.master.cli.remote.PortalClient;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A file or folder behind the portal, as people write it: {@code ALIAS:PATH}, or its URL there. As for scp, what has a colon
 * before its first slash is remote, and everything else is local.
 *
 * @param owner whose folders; null: those of who asks
 * @param alias the server; null for the folder of all servers
 * @param segments of the path on the server, percent-encoded
 * @param folder whether it can only be a folder
 */
record RemoteAddress(String owner, String alias, List<String> segments, boolean folder) {

    static final String FORM = "ALIAS:PATH, such as alpha:/reports/may.pdf";

    private static final Pattern URL = Pattern.compile("(?i)https?://.*");
    private static final Pattern ALIAS = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");
    private static final Pattern SEGMENTS = Pattern.compile("(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*");
    private static final String FILES = "/ftp/";

    RemoteAddress {
        segments = List.copyOf(segments);
    }

    static boolean isRemote(String text) {
        int colon = text.indexOf(':');
        int slash = text.indexOf('/');
        return colon >= 0 && (slash < 0 || colon < slash);
    }

    /** @param portal where it is, which a URL must begin with */
    static RemoteAddress parse(String text, URI portal) {
        if (URL.matcher(text).matches()) {
            return ofUrl(text, portal);
        }
        if (!isRemote(text)) {
            throw wrong(text + " is no remote path, which is " + FORM);
        }
        int colon = text.indexOf(':');
        String alias = text.substring(0, colon);
        List<String> segments = new ArrayList<>();
        for (String name : text.substring(colon + 1).split("/", -1)) {
            if (!name.isEmpty() && !name.equals(".")) {
                segments.add(PortalClient.segment(name));
            }
        }
        if (alias.isEmpty() && segments.isEmpty()) {
            return new RemoteAddress(null, null, List.of(), true);
        }
        if (!ALIAS.matcher(alias).matches()) {
            throw wrong(
                    text + " names no server: a remote path is " + FORM + "; a local one with a colon begins with ./");
        }
        return new RemoteAddress(null, alias, segments, segments.isEmpty() || text.endsWith("/"));
    }

    private static RemoteAddress ofUrl(String text, URI portal) {
        String start = portal + FILES;
        if (!text.regionMatches(true, 0, start, 0, start.length())) {
            throw wrong(text + " is no file of the portal that is asked, whose URLs begin with " + start
                    + " (--url, FTPCLUSTER_URL)");
        }
        String path = text.substring(start.length());
        if (!SEGMENTS.matcher(path).matches()) {
            throw wrong(text + " is no URL of a file: it has characters that must be percent-encoded, or a query");
        }
        String[] parts = path.split("/", -1);
        List<String> segments = new ArrayList<>();
        for (int i = 2; i < parts.length; i++) {
            if (!parts[i].isEmpty() && !parts[i].equals(".")) {
                segments.add(parts[i]);
            }
        }
        String owner = RemoteName.decode(parts[0]);
        String alias = parts.length < 2 || parts[1].isEmpty() ? null : RemoteName.decode(parts[1]);
        if (owner.isEmpty() || (alias != null && !ALIAS.matcher(alias).matches())) {
            throw wrong(text + " names no user and server, as in " + start + "anna/alpha/reports/");
        }
        return new RemoteAddress(owner, alias, segments, segments.isEmpty() || path.endsWith("/"));
    }

    /** @param segment percent-encoded */
    RemoteAddress child(String segment, boolean isFolder) {
        if (alias == null) {
            return new RemoteAddress(owner, RemoteName.decode(segment), List.of(), true);
        }
        List<String> deeper = new ArrayList<>(segments);
        deeper.add(segment);
        return new RemoteAddress(owner, alias, deeper, isFolder);
    }

    /** The folder above, of one that isn't a server's top. */
    RemoteAddress parent() {
        return new RemoteAddress(owner, alias, segments.subList(0, segments.size() - 1), true);
    }

    RemoteAddress asFolder() {
        return new RemoteAddress(owner, alias, segments, true);
    }

    RemoteAddress asFile() {
        return new RemoteAddress(owner, alias, segments, false);
    }

    RemoteAddress sibling(String segment) {
        return parent().child(segment, false);
    }

    boolean isTop() {
        return segments.isEmpty();
    }

    /** Whether it is that folder, or in it. */
    boolean isWithin(RemoteAddress other) {
        return String.valueOf(alias).equals(String.valueOf(other.alias)) && segments.size() >= other.segments.size()
                && segments.subList(0, other.segments.size()).equals(other.segments);
    }

    /** Its own name, not encoded; of a server's top its alias. */
    String name() {
        return segments.isEmpty() ? String.valueOf(alias) : RemoteName.decode(segments.getLast());
    }

    /**
     * In the API.
     *
     * @param me who asks
     */
    String path(String me) {
        String start = FILES + PortalClient.segment(owner == null ? me : owner) + "/";
        if (alias == null) {
            return start;
        }
        String path = start + PortalClient.segment(alias) + "/" + String.join("/", segments);
        return folder && !segments.isEmpty() ? path + "/" : path;
    }

    /** For people, with what would steer a terminal escaped. */
    String shown() {
        return (alias == null ? "" : alias) + ":"
                + segments.stream()
                        .map(segment -> RemoteName.shown(RemoteName.decode(segment)))
                        .collect(Collectors.joining("/", "/", folder && !segments.isEmpty() ? "/" : ""));
    }

    private static CommandException wrong(String why) {
        return new CommandException(ExitCodes.USAGE, why);
    }
}
