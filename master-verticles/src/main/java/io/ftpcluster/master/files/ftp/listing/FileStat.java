package io.ftpcluster.master.files.ftp.listing;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.files.ftp.listing.format.ListingParser;
import io.ftpcluster.master.files.ftp.reply.Failures;
import io.ftpcluster.master.files.ftp.reply.FtpOperation;
import io.ftpcluster.master.files.ftp.reply.Reply;
import io.ftpcluster.master.files.ftp.session.FtpSession;
import io.ftpcluster.master.files.ftp.session.Pipeline;
import io.ftpcluster.master.files.ftp.session.ServerCapabilities;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.RemotePath;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is at a path: SIZE and MDTM, which follow links, and MLST, or CWD where the server has no MLST or doesn't say enough by
 * it; where it doesn't know SIZE either, the parent's listing. CWD of what is no folder is a failure, and for each of those
 * Pure-FTPd lets a session wait 100 ms longer.
 */
public final class FileStat {

    private static final Pattern TIME = Pattern.compile("(\\d{14})(\\.\\d+)?");
    private static final DateTimeFormatter TIME_FORMAT = DateTimeFormatter.ofPattern("uuuuMMddHHmmss");

    /** Some servers take a name with these for a pattern in MLST. */
    private static final Pattern WILDCARD = Pattern.compile("[*?\\[\\]{}\\\\]");

    private static final Pattern LINK = Pattern.compile("\\s*l[-rwxsStT]{9}.* -> .*");

    private static final int PIECE = 1000;

    private final FtpSession session;
    private final String root;

    public FileStat(FtpSession session, String root) {
        this.session = session;
        this.root = root;
    }

    /**
     * NOT_FOUND when there is nothing. For reading: where SIZE is known to be refused for folders, it alone says that this is a
     * file.
     */
    public Files.Info of(RemotePath path) throws IOException {
        Files.Info info = look(path, false);
        if (info.type() == Files.Type.FILE) {
            learnFrom(path.parent());
        }
        return info;
    }

    /** As {@link #of}, but sound for whoever replaces or destroys what is there: some servers tell a SIZE of folders too. */
    public Files.Info prove(RemotePath path) throws IOException {
        return look(path, true);
    }

    private Files.Info look(RemotePath path, boolean sound) throws IOException {
        String target = session.dialect().absolute(root, path);
        boolean prove = !session.capabilities().entersAnything() && (sound || !session.capabilities().sizeProvesFile());
        if (path.isTop()) {
            return folder(path, session.command("CWD", target));
        }
        String question = session.dialect().has("MLST") ? "MLST" : "CWD";
        Reply size;
        Reply time = null;
        Reply kind = null;
        if (session.capabilities().pipelines()) {
            Pipeline questions = new Pipeline(session).add("SIZE", target).add("MDTM", target);
            List<Reply> replies = (prove ? questions.add(question, target) : questions).send();
            size = replies.get(0);
            time = replies.get(1);
            kind = prove ? replies.get(2) : null;
        } else {
            size = session.command("SIZE", target);
        }
        // One that tells no number may do so of what isn't there.
        if (size.size().isPresent()) {
            if (prove && isFolder(path, target, new Asked(question, kind))) {
                session.capabilities().learnedSizeOfFolder(true);
                return folder(path);
            }
            return file(path, size, time == null ? session.command("MDTM", target) : time);
        }
        // A command that is forbidden altogether says nothing of what is there (vsftpd: cmds_denied).
        if (size.isUnsupported() || size.code() == 213 || Failures.isDenied(size)) {
            return withoutSize(path, target);
        }
        Files.Info folder = folderOrNothing(path, target, size, new Asked(question, kind));
        learn(size);
        return folder;
    }

    /** The question whether a path is a folder's, and the answer, null when it wasn't asked yet. */
    private record Asked(String question, Reply reply) {

        Reply answer(FtpSession session, String target) throws IOException {
            return reply == null ? session.command(question, target) : reply;
        }

        boolean isFacts() {
            return question.equals("MLST");
        }
    }

    private static Files.Info folder(RemotePath path) {
        return new Files.Info(path.name(), Files.Type.DIRECTORY, -1, null, false);
    }

    /** What has no SIZE is a folder, or isn't there. */
    private Files.Info folderOrNothing(RemotePath path, String target, Reply size, Asked asked) throws IOException {
        if (!asked.isFacts()) {
            return folder(path, asked.answer(session, target));
        }
        Reply reply = asked.answer(session, target);
        Files.Info found = facts(target, reply);
        if (found != null && found.type() == Files.Type.DIRECTORY) {
            return folder(path);
        }
        if (isNothing(reply, target) && isNothing(size, target)) {
            throw missing(path, "MLST", reply);
        }
        return folder(path, session.command("CWD", target));
    }

    /** Whether a refusal of a server that tells facts means that nothing is there. */
    private boolean isNothing(Reply reply, String target) {
        return session.capabilities().tellsFacts() && reply.code() == 550 && !Failures.isDenied(reply)
                && !WILDCARD.matcher(target).find();
    }

    /** Whether what has a SIZE is a folder all the same. One that can't be entered shows only elsewhere. */
    private boolean isFolder(RemotePath path, String target, Asked asked) throws IOException {
        Files.Info found = asked.isFacts() ? facts(target, asked.answer(session, target)) : null;
        if (found != null && found.type() != Files.Type.SYMLINK) {
            return found.type() == Files.Type.DIRECTORY;
        }
        Reply entering = asked.isFacts() ? session.command("CWD", target) : asked.answer(session, target);
        if (entering.isPositive()) {
            return isTelling(target);
        }
        if (!session.capabilities().sizeProvesFile() && !asked.isFacts() && Failures.isDenied(entering)) {
            found = search(path);
        }
        return found != null && found.type() == Files.Type.DIRECTORY;
    }

    /** Whether CWD tells anything: a few servers take every name for that of a folder. */
    private boolean isTelling(String target) throws IOException {
        ServerCapabilities capabilities = session.capabilities();
        if (!capabilities.isEnteringKnown()) {
            Reply reply = session.command("CWD", target + "/.ftpcluster-" + UUID.randomUUID());
            capabilities.learnedEntering(reply.isPositive());
        }
        return !capabilities.entersAnything();
    }

    /** What SIZE says of a folder; what a server says of its top one may be an exception. */
    private void learnFrom(RemotePath folder) throws IOException {
        if (session.capabilities().wantsToKnowSizeOfFolder(folder.isTop())) {
            Reply reply = session.command("SIZE", session.dialect().absolute(root, folder));
            if (reply.code() == 213) {
                session.capabilities().learnedSizeOfFolder(true);
            } else if (!folder.isTop()) {
                learn(reply);
            }
        }
    }

    /** @param size the answer to SIZE of a folder; that this login may not ask says nothing */
    private void learn(Reply size) {
        if (size.code() == 550 && !Failures.isDenied(size)) {
            session.capabilities().learnedSizeOfFolder(false);
        }
    }

    /** A file, by the server's answers to SIZE and MDTM. */
    public Files.Info file(RemotePath path, Reply size, Reply time) {
        return new Files.Info(path.name(), Files.Type.FILE, size.size().orElse(-1), modified(time), false);
    }

    /** As {@link #prove}, but null when there is nothing. */
    public Files.Info find(RemotePath path) throws IOException {
        try {
            return prove(path);
        } catch (FailureException e) {
            if (e.failure().code() == FailureCode.NOT_FOUND) {
                return null;
            }
            throw e;
        }
    }

    /** Whether the server shows a link at the path of what was found; false where it doesn't tell. */
    public boolean isLink(RemotePath path) throws IOException {
        // On the control connection, where all daemons list like ls; MLST often follows links.
        Reply reply = session.command("STAT", session.dialect().absolute(root, path));
        return reply.isPositive() && reply.lines().stream().anyMatch(line -> LINK.matcher(line).matches());
    }

    /** Whether the folder above shows a link at the path; false where it can't be listed or shows what links lead to. */
    public boolean isListedAsLink(RemotePath path) throws IOException {
        try {
            Files.Info found = search(path);
            return found != null && found.type() == Files.Type.SYMLINK;
        } catch (FailureException e) {
            if (!session.isReusable()) {
                throw e;
            }
            return false;
        }
    }

    /** Whether there is a folder that this login can enter. */
    public boolean isFolder(RemotePath path) throws IOException {
        return session.command("CWD", session.dialect().absolute(root, path)).isPositive();
    }

    /** @param reply the answer to the question; that to CWD speaks of folders only */
    private FailureException missing(RemotePath path, String question, Reply reply) throws IOException {
        Failures failures = session.failures();
        requireRoot(FtpOperation.OPEN, path.isTop() ? reply : null, FailureCode.NOT_FOUND);
        return Failures.isDenied(reply)
                ? failures.unavailable(FtpOperation.OPEN, path.text(), reply, FailureCode.FORBIDDEN)
                : failures.because(FailureCode.NOT_FOUND, FtpOperation.OPEN,
                        "there is no file or folder " + Reply.printable(path.text())
                                + " that this login can see (the server's answer to " + question + ": "
                                + failures.quoted(reply) + ")",
                        "Check the name; it may have been moved or deleted.");
    }

    /**
     * Fails when the permission's own top folder can't be entered, as nothing below it can be there then.
     *
     * @param entering what the server has just said to CWD of it, or null: it is asked
     * @param otherwise than that the login may not enter it
     */
    public void requireRoot(FtpOperation step, Reply entering, FailureCode otherwise) throws IOException {
        Reply reply = entering;
        if (reply == null && root != null) {
            reply = session.command("CWD", session.dialect().absolute(root, RemotePath.TOP));
        }
        if (reply != null && !reply.isPositive()) {
            throw session.failures()
                    .noRoot(Failures.isDenied(reply) ? FailureCode.FORBIDDEN : otherwise, step, root, reply);
        }
    }

    /** That a folder is missing in which something was to be made, or all that it is in. */
    public FailureException noFolder(FtpOperation step, RemotePath folder) throws IOException {
        requireRoot(step, null, FailureCode.CONFLICT);
        return session.failures()
                .because(FailureCode.CONFLICT, step, "there is no folder " + Reply.printable(folder.text()),
                        "Make the folder first.");
    }

    /** @param entering the answer to CWD */
    private Files.Info folder(RemotePath path, Reply entering) throws IOException {
        if (!entering.isPositive()) {
            throw missing(path, "CWD", entering);
        }
        return folder(path);
    }

    /** The file's size as the server tells it now, or -1. */
    public long sizeNow(String target) throws IOException {
        Reply reply = session.command("SIZE", target);
        // After an aborted transfer one more reply may be on its way.
        if (reply.code() != 213 && !reply.isUnsupported()) {
            reply = session.awaitReply();
        }
        return reply.size().orElse(-1);
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
        Files.Info info = session.dialect().has("MLST") ? facts(target, session.command("MLST", target)) : null;
        if (info != null && info.type() != Files.Type.SYMLINK) {
            return new Files.Info(path.name(), info.type(), info.size(), info.modified(), false);
        }
        return fromParent(path, target);
    }

    /** What MLST says, or null, as when it speaks of something else: some take names for patterns. */
    private Files.Info facts(String target, Reply reply) {
        Files.Info info = reply.code() == 250 && reply.lines().size() > 1
                ? ListingParser.fact(reply.lines().get(1).stripLeading())
                : null;
        if (info == null || !("/" + target).endsWith("/" + lastSegment(info.name()))) {
            return null;
        }
        session.capabilities().learnedFacts();
        return info;
    }

    private static String lastSegment(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private Files.Info fromParent(RemotePath path, String target) throws IOException {
        boolean entered = session.command("CWD", target).isPositive();
        if (entered && isTelling(target)) {
            return folder(path);
        }
        Files.Info found = search(path);
        if (found == null && entered) {
            // A server that enters whatever it is told: reading tells.
            return new Files.Info(path.name(), Files.Type.FILE, -1, null, false);
        }
        if (found == null) {
            throw session.failures()
                    .because(FailureCode.NOT_FOUND, FtpOperation.OPEN,
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
        if (size.code() == 213 && session.capabilities().sizeProvesFile()) {
            return file(link, size);
        }
        boolean entered = session.command("CWD", target).isPositive();
        if (size.code() == 213 && entered) {
            entered = isTelling(target);
        }
        if (size.code() != 213) {
            return new Files.Info(link.name(), entered ? Files.Type.DIRECTORY : Files.Type.SYMLINK, -1, link.modified(),
                    link.approximate());
        }
        if (!entered) {
            return file(link, size);
        }
        session.capabilities().learnedSizeOfFolder(true);
        return new Files.Info(link.name(), Files.Type.DIRECTORY, -1, link.modified(), link.approximate());
    }

    private static Files.Info file(Files.Info link, Reply size) {
        return new Files.Info(link.name(), Files.Type.FILE, size.size().orElse(-1), link.modified(),
                link.approximate());
    }
}
