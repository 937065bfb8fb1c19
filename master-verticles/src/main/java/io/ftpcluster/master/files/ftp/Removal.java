package io.ftpcluster.master.files.ftp;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.RemotePath;
import java.io.IOException;
import java.time.Duration;

/**
 * Deletes a file or folder. Everything is tried with DELE and RMD before it is entered, so that a link goes itself, also
 * where the server shows links as folders; and no folder is entered whose real path isn't in the folder above.
 */
final class Removal {

    private static final int DEPTH = 64;
    private static final int ENTRIES = 100_000;
    /** Shorter than the asker's patience. */
    private static final Duration TOTAL = Duration.ofMinutes(4);

    private final FtpSession session;
    private final String root;
    private final FileStat stat;
    private final Failures failures;
    private final long deadline = System.nanoTime() + TOTAL.toNanos();
    private int removed;

    Removal(FtpSession session, String root) {
        this.session = session;
        this.root = root;
        this.stat = new FileStat(session, root);
        this.failures = session.failures();
    }

    /** NOT_FOUND when there is nothing; CONFLICT for a folder that can't be emptied or may not be. */
    void remove(RemotePath path, boolean recursive) throws IOException {
        if (path.isTop()) {
            throw Failure.invalid("path", "is the top folder, which can't be deleted").exception();
        }
        Reply deleted = session.command("DELE", session.absolute(root, path));
        if (deleted.isPositive()) {
            return;
        }
        Files.Info there = deleted.isUnknownCommand() ? null : stat.find(path);
        if (there == null) {
            stat.requireRoot(Step.REMOVE, null, FailureCode.NOT_FOUND);
        }
        if (there == null || there.type() != Files.Type.DIRECTORY) {
            throw failures.unchanged(Step.REMOVE, "DELE", path.text(), deleted,
                    there == null ? FailureCode.NOT_FOUND : FailureCode.FORBIDDEN);
        }
        Reply refused = removeFolder(path);
        if (refused == null) {
            return;
        }
        if (!recursive) {
            throw failures.unchanged(Step.REMOVE, "RMD", path.text(), refused, FailureCode.CONFLICT);
        }
        empty(path, session.command("CWD", session.absolute(root, path.parent())).isPositive() ? here() : null, 1);
    }

    /** Null when it is gone. */
    private Reply removeFolder(RemotePath path) throws IOException {
        Reply reply = removeFolder(session, root, path);
        return reply.isPositive() ? null : reply;
    }

    /** Some servers keep a folder that the session is in. */
    static Reply removeFolder(FtpSession session, String root, RemotePath path) throws IOException {
        session.command("CWD", session.absolute(root, path.parent()));
        return session.command("RMD", session.absolute(root, path));
    }

    private String here() throws IOException {
        return Login.folderIn(session.command("PWD"));
    }

    private void empty(RemotePath folder, String above, int depth) throws IOException {
        if (depth > DEPTH) {
            throw tooMuch("it is more than " + DEPTH + " folders deep");
        }
        String real = enter(folder, above);
        // PWD may name the link. What is deeper was seen in a listing.
        if (depth == 1 && stat.isListedAsLink(folder)) {
            throw aLink(folder, "the folder above shows it as one");
        }
        Files.Listing listing = new FolderListing(session, root, folder).enter().readWithoutLinks();
        for (Files.Info entry : listing.entries()) {
            count();
            removeEntry(folder.child(entry.name()), entry.type(), real, depth);
        }
        Reply refused = removeFolder(folder);
        if (refused != null) {
            String why = listing.incomplete() == null
                    ? "; there may be hidden entries that it doesn't list"
                    : "; " + listing.incomplete();
            throw failures.because(Failures.isDenied(refused) ? FailureCode.FORBIDDEN : FailureCode.CONFLICT,
                    Step.REMOVE, "the server refuses RMD of " + Reply.printable(folder.text()) + " ("
                            + failures.quoted(refused) + ")" + why,
                    "Look at what is left in it.");
        }
    }

    /** Through a link one would delete what belongs elsewhere. */
    private String enter(RemotePath folder, String above) throws IOException {
        if (!stat.isFolder(folder)) {
            throw failures.because(FailureCode.FORBIDDEN, Step.REMOVE,
                    "the server does not let this login into " + Reply.printable(folder.text()),
                    "Ask the server's admin.");
        }
        String real = here();
        String expected = above == null ? null : (above.endsWith("/") ? above : above + "/") + folder.name();
        if (real == null || !real.equalsIgnoreCase(expected)) {
            throw aLink(folder, "the server names it " + Reply.printable(String.valueOf(real)));
        }
        return real;
    }

    private FailureException aLink(RemotePath path, String because) {
        return failures.because(FailureCode.CONFLICT, Step.REMOVE,
                Reply.printable(path.text()) + " seems to be a link, as " + because, "Delete it by hand.");
    }

    private void removeEntry(RemotePath path, Files.Type type, String above, int depth) throws IOException {
        if (type == Files.Type.DIRECTORY) {
            // Some show a link as a folder, which RMD refuses.
            if (removeFolder(path) != null
                    && !session.command("DELE", session.absolute(root, path)).isPositive()) {
                empty(path, above, depth + 1);
            }
            return;
        }
        Reply deleted = session.command("DELE", session.absolute(root, path));
        // What somebody else deleted meanwhile is no obstacle.
        if (!deleted.isPositive() && stat.find(path) != null) {
            throw failures.unchanged(Step.REMOVE, "DELE", path.text(), deleted, FailureCode.FORBIDDEN);
        }
    }

    private void count() {
        removed++;
        if (removed > ENTRIES) {
            throw tooMuch("more than " + ENTRIES + " entries were in it");
        }
        if (System.nanoTime() > deadline) {
            throw tooMuch("it took more than " + TOTAL.toMinutes() + " minutes");
        }
    }

    private FailureException tooMuch(String why) {
        return failures.because(FailureCode.CONFLICT, Step.REMOVE, why + "; a part of it is deleted",
                "Delete again for the rest.");
    }
}
