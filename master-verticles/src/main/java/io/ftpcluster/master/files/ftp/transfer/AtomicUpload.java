package io.ftpcluster.master.files.ftp.transfer;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.files.ConflictPolicy;
import io.ftpcluster.master.files.UploadOutcome;
import io.ftpcluster.master.files.ftp.data.DataChannel;
import io.ftpcluster.master.files.ftp.listing.FileStat;
import io.ftpcluster.master.files.ftp.namespace.Renaming;
import io.ftpcluster.master.files.ftp.reply.Failures;
import io.ftpcluster.master.files.ftp.reply.FtpOperation;
import io.ftpcluster.master.files.ftp.reply.Reply;
import io.ftpcluster.master.files.ftp.session.FtpSession;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.RemotePath;
import io.ftpcluster.messages.Servers.UploadMode;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where an upload's bytes go: to a temporary name beside the file and, when they are whole, to its own. Straight to its
 * own where the server is set to that, can't rename or refuses the temporary name, when a file is continued, and through a
 * link: renaming would replace the link, and what it leads to would stay as it was.
 */
public final class AtomicUpload {

    private static final Logger LOG = LoggerFactory.getLogger(AtomicUpload.class);

    private static final int LOOKS = 5;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final FtpSession session;
    private final RemotePath path;
    private final ConflictPolicy conflictPolicy;
    private final long offset;
    private final String part;
    private final FileStat stat;
    private final Failures failures;
    private final Renaming renaming;
    private final String root;
    private Files.Info before;
    private boolean link;
    private RemotePath temporary;

    /** @param part null, or a UUID: what was written stays when it breaks, and can be continued by the same */
    public AtomicUpload(FtpSession session, String root, RemotePath path, ConflictPolicy conflictPolicy, long offset,
            String part) {
        this.session = session;
        this.path = path;
        this.conflictPolicy = conflictPolicy;
        this.offset = offset;
        this.part = part;
        this.stat = new FileStat(session, root);
        this.failures = session.failures();
        this.renaming = new Renaming(session, root, FtpOperation.UPLOAD);
        this.root = root;
    }

    /** Checks what is there and starts the transfer. */
    public DataChannel open() throws IOException {
        if (path.isTop()) {
            throw Failure.invalid("path", "is the top folder, not a file").exception();
        }
        before = stat.find(path);
        check(before);
        // Asked before: some servers take all bytes first and then miss the folder.
        if (before == null && !stat.isFolder(path.parent())) {
            throw stat.noFolder(FtpOperation.UPLOAD, path.parent());
        }
        if (offset > 0) {
            return resume();
        }
        if (session.login().settings().uploadMode() == UploadMode.DIRECT) {
            return direct();
        }
        link = before != null && stat.isLink(path);
        if (link) {
            DataChannel channel = store(path, true);
            if (channel != null) {
                return channel;
            }
            // Pure-FTPd doesn't write through links.
            link = false;
        }
        if (canRename()) {
            RemotePath beside = beside(part == null ? UUID.randomUUID().toString() : part);
            // Before the server has answered: it may have made the file when the answer never comes.
            temporary = beside;
            DataChannel channel = store(beside, true);
            if (channel != null) {
                return channel;
            }
            temporary = null;
        }
        LOG.info("{}: this server can't rename or refuses a temporary name: the upload goes straight to its file",
                session.login().alias());
        return direct();
    }

    private RemotePath beside(String uuid) {
        return path.parent().child(Files.partOf(uuid));
    }

    private DataChannel resume() throws IOException {
        if (part == null) {
            checkOffset(before);
            return direct();
        }
        checkOffset(stat.find(beside(part)));
        temporary = beside(part);
        return store(temporary, false);
    }

    private void check(Files.Info there) {
        if (there == null) {
            return;
        }
        Renaming.refuse(failures, FtpOperation.UPLOAD, path, conflictPolicy);
        if (there.type() == Files.Type.DIRECTORY) {
            throw failures.because(FailureCode.CONFLICT, FtpOperation.UPLOAD,
                    Reply.printable(path.text()) + " is a folder", "Choose another name.");
        }
    }

    private void checkOffset(Files.Info there) {
        if (there != null && there.size() < 0) {
            throw failures.because(FailureCode.UNSUPPORTED, FtpOperation.UPLOAD,
                    "the server doesn't tell how long the file is (SIZE), so it can't be continued",
                    "Upload it from its start.");
        }
        long size = there == null ? 0 : there.size();
        if (size != offset) {
            throw Failure.invalid("offset", "must be " + size + ", the file's size now").exception();
        }
    }

    /** Asked once a session, about a file that isn't there: a server that knows RNFR says only that. */
    private boolean canRename() throws IOException {
        if (session.renames() == null) {
            Reply reply = session.command("RNFR", session.dialect().absolute(root, path) + "." + UUID.randomUUID());
            session.learnedRenames(!reply.isUnsupported() && !Failures.isDenied(reply));
        }
        return session.renames();
    }

    private DataChannel direct() throws IOException {
        return store(path, false);
    }

    /** Null when the server refuses the name and another may do. */
    private DataChannel store(RemotePath name, boolean optional) throws IOException {
        DataChannel channel = DataChannel.connect(session, FtpOperation.UPLOAD, "STOR",
                session.dialect().absolute(root, name));
        boolean started = false;
        try {
            if (offset > 0) {
                restart();
            }
            Reply reply = channel.begin("STOR", session.dialect().absolute(root, name));
            started = reply.isPreliminary();
            if (started) {
                return channel;
            }
            if (optional && isRefusedName(reply) && !(link && Failures.isDenied(reply))) {
                return null;
            }
            throw failures.unchanged(FtpOperation.UPLOAD, "STOR", path.text(), reply, FailureCode.FORBIDDEN);
        } finally {
            if (!started) {
                channel.close();
            }
        }
    }

    private void restart() throws IOException {
        Reply reply = session.command("REST", Long.toString(offset));
        if (reply.code() != 350) {
            throw failures.because(FailureCode.UNSUPPORTED, FtpOperation.UPLOAD,
                    "the server can't continue a file with REST (" + failures.quoted(reply) + ")",
                    "Upload it from its start.");
        }
    }

    private static boolean isRefusedName(Reply reply) {
        return reply.isUnsupported() || reply.code() == 550 || reply.code() == 553;
    }

    /** Gives the file its name, when it is as long as it must be. */
    public UploadOutcome finish(long bytes) throws IOException {
        requireSize(offset + bytes);
        if (temporary != null) {
            if (conflictPolicy != ConflictPolicy.REPLACE) {
                check(stat.find(path));
            }
            try {
                renaming.move(temporary, path, before != null);
            } catch (FailureException e) {
                if (renaming.hasDeletedTarget() || !session.isUsable() || stat.find(temporary) != null) {
                    throw e;
                }
                LOG.warn("{}: took {} away as soon as it was there: set upload_mode to direct for this server",
                        session.login().alias(), Reply.printable(temporary.text()));
                LOG.debug("Its rename", e);
                return UploadOutcome.TAKEN_AWAY;
            }
        }
        return before == null ? UploadOutcome.CREATED : UploadOutcome.REPLACED;
    }

    /** The server may say more of the upload meanwhile, and some confirm it before they have written all of it. */
    private void requireSize(long expected) throws IOException {
        Reply size = session.command("SIZE", written());
        for (int i = 0; i < LOOKS && size.size().orElse(expected) < expected; i++) {
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            size = session.command("SIZE", written());
        }
        Reply trouble = session.late().trouble();
        boolean whole = size.size().isPresent() && size.size().getAsLong() == expected;
        boolean connectionOnly = trouble != null && (trouble.code() == 425 || trouble.code() == 426);
        if (trouble != null && !(whole && connectionOnly)) {
            throw failures.refused(FtpOperation.UPLOAD, "the server confirmed the upload and then took that back",
                    trouble, "Try again, and look at the server's disk.");
        }
        if (size.size().isPresent() && !whole) {
            throw failures
                    .refused(
                            FtpOperation.UPLOAD, "the server confirmed the upload, but the file does not have the "
                                    + expected + " bytes that were sent",
                            size, "Try again, and look at the server's disk.");
        }
    }

    /**
     * What must not stay when the upload fails, or null: what was continued can be continued again, and under a name where
     * something was before nobody knows whether it is still that.
     */
    public String leftover() {
        if (renaming.hasDeletedTarget() || link || (temporary == null && (offset > 0 || before != null))) {
            return null;
        }
        return written();
    }

    /** Whether what is left when the upload breaks is to stay, as somebody knows how to continue it. */
    public boolean isResumable() {
        return part != null && temporary != null;
    }

    /** Whether the bytes go straight to the real name; known once it is open. */
    public boolean isInPlace() {
        return temporary == null;
    }

    /** Whether nobody but one upload ever used this name. */
    public static boolean isTemporary(String target) {
        return Files.isPart(target.substring(target.lastIndexOf('/') + 1));
    }

    private String written() {
        return session.dialect().absolute(root, temporary == null ? path : temporary);
    }
}
