package io.ftpcluster.master.files.ftp.namespace;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.files.ConflictPolicy;
import io.ftpcluster.master.files.ftp.listing.FileStat;
import io.ftpcluster.master.files.ftp.reply.Failures;
import io.ftpcluster.master.files.ftp.reply.FtpOperation;
import io.ftpcluster.master.files.ftp.reply.Reply;
import io.ftpcluster.master.files.ftp.session.FtpSession;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.RemotePath;
import java.io.IOException;

/** Renames within a server by RNFR and RNTO, over what is there if that may go. */
public final class Renaming {

    private final FtpSession session;
    private final String root;
    private final FileStat stat;
    private final FtpOperation step;
    private final Failures failures;
    private boolean targetDeleted;

    public Renaming(FtpSession session, String root, FtpOperation step) {
        this.session = session;
        this.root = root;
        this.step = step;
        this.stat = new FileStat(session, root);
        this.failures = session.failures();
    }

    /** True when something was replaced. */
    public boolean rename(RemotePath path, RemotePath target, ConflictPolicy conflictPolicy) throws IOException {
        checkEnds(path, target);
        Files.Info there = stat.find(target);
        if (there == null) {
            move(path, target, false);
            return false;
        }
        refuse(failures, step, target, conflictPolicy);
        if (path.text().equalsIgnoreCase(target.text())) {
            // Where case doesn't count this is the source itself, which must not be cleared out of its own way.
            move(path, target, false);
            return true;
        }
        Files.Info source = stat.prove(path);
        boolean folders = there.type() == Files.Type.DIRECTORY || source.type() == Files.Type.DIRECTORY;
        if (folders) {
            clear(target, there);
        }
        move(path, target, !folders);
        return true;
    }

    private static void checkEnds(RemotePath path, RemotePath target) {
        if (path.isTop()) {
            throw Failure.invalid("path", "is the top folder, which can't be renamed").exception();
        }
        if (target.isTop()) {
            throw Failure.invalid("target", "is the top folder, which can't be replaced").exception();
        }
        int depth = Math.min(path.segments().size(), target.segments().size());
        if (path.segments().subList(0, depth).equals(target.segments().subList(0, depth))) {
            throw Failure.invalid("target", "is the same, or one lies inside the other").exception();
        }
    }

    /** Fails unless what is there may be replaced. */
    public static void refuse(Failures failures, FtpOperation step, RemotePath path, ConflictPolicy conflictPolicy) {
        String shown = Reply.printable(path.text());
        switch (conflictPolicy) {
            case REPLACE -> {
                // The only way on.
            }
            case FAIL -> throw failures.because(FailureCode.EXISTS, step, shown + " is there already",
                    "Choose another name or allow it to be replaced.");
            case FORBID -> throw failures.because(FailureCode.FORBIDDEN, step,
                    shown + " is there already and this permission does not include overwriting",
                    "Choose another name.");
        }
    }

    /** Servers disagree on renaming over folders, so that goes first; one with content stays. */
    private void clear(RemotePath target, Files.Info there) throws IOException {
        boolean folder = there.type() == Files.Type.DIRECTORY;
        String verb = folder ? "RMD" : "DELE";
        Reply reply = folder
                ? Removal.removeFolder(session, root, target)
                : session.command(verb, session.dialect().absolute(root, target));
        if (!reply.isPositive()) {
            throw failures.unchanged(step, verb, target.text(), reply,
                    folder ? FailureCode.CONFLICT : FailureCode.FORBIDDEN);
        }
    }

    /** @param replaceable whether a file is there that may be deleted where the server doesn't rename over files */
    public void move(RemotePath source, RemotePath target, boolean replaceable) throws IOException {
        Reply reply = attempt(source, target);
        if (reply.isPositive()) {
            return;
        }
        boolean maybeTaken = replaceable && reply.code() / 100 == 5 && !reply.isUnknownCommand()
                && !Failures.isDenied(reply);
        if (!maybeTaken || stat.find(source) == null) {
            throw refusal(source, target, reply);
        }
        Files.Info there = stat.find(target);
        if (there != null && there.type() == Files.Type.DIRECTORY) {
            throw failures.because(FailureCode.CONFLICT, step,
                    Reply.printable(target.text()) + " has become a folder meanwhile", "Look at what is there.");
        }
        Reply deleted = session.command("DELE", session.dialect().absolute(root, target));
        if (!deleted.isPositive()) {
            throw failures.unchanged(step, "DELE", target.text(), deleted, FailureCode.FORBIDDEN);
        }
        targetDeleted = true;
        Reply second = attempt(source, target);
        if (!second.isPositive()) {
            throw failures.refused(step, "the old file had to be deleted first, and then the server did not rename "
                    + Reply.printable(source.text()), second, "Rename that file by hand.");
        }
    }

    private Reply attempt(RemotePath source, RemotePath target) throws IOException {
        Reply from = session.command("RNFR", session.dialect().absolute(root, source));
        if (from.code() != 350) {
            throw failures.unchanged(step, "RNFR", source.text(), from, FailureCode.NOT_FOUND);
        }
        return session.command("RNTO", session.dialect().absolute(root, target));
    }

    /** Some servers look for the source only now. */
    private FailureException refusal(RemotePath source, RemotePath target, Reply reply) throws IOException {
        if (reply.isUnknownCommand()) {
            return failures.unchanged(step, "RNTO", target.text(), reply, FailureCode.UNSUPPORTED);
        }
        if (stat.find(source) == null) {
            return failures.unchanged(step, "RNTO", source.text(), reply, FailureCode.NOT_FOUND);
        }
        if (!stat.isFolder(target.parent())) {
            return stat.noFolder(step, target.parent());
        }
        return failures.unchanged(step, "RNTO", target.text(), reply, FailureCode.FORBIDDEN);
    }

    /** Whether the old file is gone, so that the new one must be kept whatever happens. */
    public boolean hasDeletedTarget() {
        return targetDeleted;
    }
}
