package io.ftpcluster.master.files.ftp;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.files.IfThere;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.RemotePath;
import java.io.IOException;

/** Renames within a server by RNFR and RNTO, over what is there if that may go. */
final class Renaming {

    private final FtpSession session;
    private final String root;
    private final FileStat stat;
    private final Step step;
    private final Failures failures;
    private boolean targetDeleted;

    Renaming(FtpSession session, String root, Step step) {
        this.session = session;
        this.root = root;
        this.step = step;
        this.stat = new FileStat(session, root);
        this.failures = session.failures();
    }

    /** True when something was replaced. */
    boolean rename(RemotePath path, RemotePath target, IfThere ifThere) throws IOException {
        checkEnds(path, target);
        Files.Info there = stat.find(target);
        if (there == null) {
            move(session.absolute(root, path), target, false);
            return false;
        }
        refuse(failures, step, target, ifThere);
        Files.Info source = stat.of(path);
        boolean folders = there.type() == Files.Type.DIRECTORY || source.type() == Files.Type.DIRECTORY;
        if (folders) {
            clear(target, there);
        }
        move(session.absolute(root, path), target, !folders);
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
    static void refuse(Failures failures, Step step, RemotePath path, IfThere ifThere) {
        String shown = Reply.printable(path.text());
        switch (ifThere) {
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
        Reply reply = session.command(verb, session.absolute(root, target));
        if (!reply.isPositive()) {
            throw failures.unchanged(step, verb, target.text(), reply,
                    folder ? FailureCode.CONFLICT : FailureCode.FORBIDDEN);
        }
    }

    /** @param replaceable whether a file is there that may be deleted where the server doesn't rename over files */
    void move(String source, RemotePath path, boolean replaceable) throws IOException {
        String target = session.absolute(root, path);
        Reply reply = attempt(source, target);
        if (reply.isPositive()) {
            return;
        }
        if (!replaceable || reply.isUnknownCommand() || reply.code() / 100 != 5 || Failures.isDenied(reply)) {
            throw refusal(path, reply);
        }
        Reply deleted = session.command("DELE", target);
        if (!deleted.isPositive()) {
            throw failures.unchanged(step, "DELE", path.text(), deleted, FailureCode.FORBIDDEN);
        }
        targetDeleted = true;
        Reply second = attempt(source, target);
        if (!second.isPositive()) {
            throw failures.refused(step, "the old file had to be deleted first, and then the server did not rename "
                    + Reply.printable(source), second, "Rename that file by hand.");
        }
    }

    private Reply attempt(String source, String target) throws IOException {
        Reply from = session.command("RNFR", source);
        if (from.code() != 350) {
            throw failures.unchanged(step, "RNFR", source, from, FailureCode.NOT_FOUND);
        }
        return session.command("RNTO", target);
    }

    private FailureException refusal(RemotePath target, Reply reply) throws IOException {
        if (!reply.isUnknownCommand() && !stat.isFolder(target.parent())) {
            return failures.because(FailureCode.CONFLICT, step,
                    "there is no folder " + Reply.printable(target.parent().text()), "Make the folder first.");
        }
        return failures.unchanged(step, "RNTO", target.text(), reply, FailureCode.FORBIDDEN);
    }

    /** Whether the old file is gone, so that the new one must be kept whatever happens. */
    boolean hasDeletedTarget() {
        return targetDeleted;
    }
}
