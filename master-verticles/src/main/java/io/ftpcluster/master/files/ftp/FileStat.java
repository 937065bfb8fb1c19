package io.ftpcluster.master.files.ftp;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.files.ftp.listing.ListingParser;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.RemotePath;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is at a path: SIZE and MDTM, which follow links; where the server doesn't know SIZE, MLST, else the parent's
 * listing.
 */
final class FileStat {

    private static final Pattern SIZE = Pattern.compile("\\d{1,18}");
    private static final Pattern TIME = Pattern.compile("(\\d{14})(\\.\\d+)?");
    private static final DateTimeFormatter TIME_FORMAT = DateTimeFormatter.ofPattern("uuuuMMddHHmmss");

    private static final Pattern LINK = Pattern.compile("\\s*l[-rwxsStT]{9}.* -> .*");

    private static final int PIECE = 1000;

    private final FtpSession session;
    private final String root;

    FileStat(FtpSession session, String root) {
        this.session = session;
        this.root = root;
    }

    /** NOT_FOUND when there is nothing. */
    Files.Info of(RemotePath path) throws IOException {
        String target = session.absolute(root, path);
        if (path.isTop()) {
            return folder(path, target);
        }
        Reply size;
        Reply time = null;
        if (session.traits().pipelines()) {
            List<Reply> both = new Pipeline(session).add("SIZE", target).add("MDTM", target).send();
            size = both.get(0);
            time = both.get(1);
        } else {
            size = session.command("SIZE", target);
        }
        if (size.code() == 213) {
            return file(path, size, time == null ? session.command("MDTM", target) : time);
        }
        if (size.isUnsupported()) {
            return withoutSize(path, target);
        }
        return folder(path, target);
    }

    /** A file, by the server's answers to SIZE and MDTM. */
    Files.Info file(RemotePath path, Reply size, Reply time) {
        return new Files.Info(path.name(), Files.Type.FILE, size.code() == 213 ? parseSize(size) : -1, modified(time),
                false);
    }

    /** As {@link #of}, but null when there is nothing. */
    Files.Info find(RemotePath path) throws IOException {
        try {
            return of(path);
        } catch (FailureException e) {
            if (e.failure().code() == FailureCode.NOT_FOUND) {
                return null;
            }
            throw e;
        }
    }

    /** Whether the server shows a link at the path of what was found; false where it doesn't tell. */
    boolean isLink(RemotePath path) throws IOException {
        // On the control connection, where all daemons list like ls; MLST often follows links.
        Reply reply = session.command("STAT", session.absolute(root, path));
        return reply.isPositive() && reply.lines().stream().anyMatch(line -> LINK.matcher(line).matches());
    }

    /** Whether there is a folder that this login can enter. */
    boolean isFolder(RemotePath path) throws IOException {
        return session.command("CWD", session.absolute(root, path)).isPositive();
    }

    private long parseSize(Reply reply) {
        Matcher number = SIZE.matcher(reply.text().strip());
        if (!number.matches()) {
            throw session.failures().refused(Step.OPEN, "the server tells no size", reply, "Ask the server's admin.");
        }
        return Long.parseLong(number.group());
    }

    private Files.Info folder(RemotePath path, String target) throws IOException {
        Reply reply = session.command("CWD", target);
        if (!reply.isPositive()) {
            throw session.failures().unavailable(Step.OPEN, path.text(), reply, FailureCode.NOT_FOUND);
        }
        return new Files.Info(path.name(), Files.Type.DIRECTORY, -1, null, false);
    }

    /** The file's size as the server tells it now, or -1. */
    long sizeNow(String target) throws IOException {
        Reply reply = session.command("SIZE", target);
        // After an aborted transfer one more reply may be on its way.
        if (reply.code() != 213 && !reply.isUnsupported()) {
            reply = session.awaitReply();
        }
        return reply.code() == 213 ? parseSize(reply) : -1;
    }

    /** UTC by RFC 3659; null when the server doesn't tell or tells nonsense. */
    private static Instant modified(Reply reply) {
        Matcher time = TIME.matcher(reply.text().strip());
        if (reply.code() != 213 || !time.matches()) {
            return null;
        }
        try {
            return LocalDateTime.parse(time.group(1), TIME_FORMAT).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private Files.Info withoutSize(RemotePath path, String target) throws IOException {
        if (session.has("MLST")) {
            Reply reply = session.command("MLST", target);
            Files.Info info = reply.code() == 250 && reply.lines().size() > 1
                    ? ListingParser.fact(reply.lines().get(1).stripLeading())
                    : null;
            if (info != null && info.type() != Files.Type.SYMLINK) {
                return new Files.Info(path.name(), info.type(), info.size(), info.modified(), false);
            }
        }
        return fromParent(path, target);
    }

    private Files.Info fromParent(RemotePath path, String target) throws IOException {
        if (session.command("CWD", target).isPositive()) {
            return new Files.Info(path.name(), Files.Type.DIRECTORY, -1, null, false);
        }
        Files.Info found = search(path);
        if (found == null) {
            throw session.failures().because(FailureCode.NOT_FOUND, Step.OPEN,
                    Reply.printable(path.text()) + " is not in its folder", "Check the name.");
        }
        return found.type() == Files.Type.SYMLINK
                ? new Files.Info(found.name(), Files.Type.FILE, -1, null, false)
                : found;
    }

    /** Reads on after it has been found, so that the session stays good. Null when it isn't there. */
    private Files.Info search(RemotePath path) throws IOException {
        FolderListing listing = new FolderListing(session, root, path.parent()).enter();
        Files.Info found = null;
        try {
            while (!listing.hasEnded()) {
                for (Files.Info entry : listing.next(PIECE)) {
                    found = found == null && entry.name().equals(path.name()) ? entry : found;
                }
            }
        } finally {
            listing.close();
        }
        return found;
    }

    /** What a link leads to, or SYMLINK when to nothing that this login sees. */
    Files.Info follow(Files.Info link, String folder) throws IOException {
        String target = folder.endsWith("/") ? folder + link.name() : folder + "/" + link.name();
        Reply size = session.command("SIZE", target);
        if (size.code() == 213) {
            Matcher number = SIZE.matcher(size.text().strip());
            // One link with a senseless size must not cost the whole listing.
            long bytes = number.matches() ? Long.parseLong(number.group()) : -1;
            return new Files.Info(link.name(), Files.Type.FILE, bytes, link.modified(), link.approximate());
        }
        Files.Type type = session.command("CWD", target).isPositive() ? Files.Type.DIRECTORY : Files.Type.SYMLINK;
        return new Files.Info(link.name(), type, -1, link.modified(), link.approximate());
    }
}
