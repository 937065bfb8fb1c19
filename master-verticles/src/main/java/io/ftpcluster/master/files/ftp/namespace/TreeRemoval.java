package io.ftpcluster.master.files.ftp.namespace;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.files.ftp.listing.FileStat;
import io.ftpcluster.master.files.ftp.listing.FolderListing;
import io.ftpcluster.master.files.ftp.reply.Failures;
import io.ftpcluster.master.files.ftp.reply.FtpOperation;
import io.ftpcluster.master.files.ftp.reply.Reply;
import io.ftpcluster.master.files.ftp.session.FtpSession;
import io.ftpcluster.master.files.ftp.session.LoginSequence;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.RemotePath;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Deletes a folder with all that is in it, depth first. What it keeps in memory is bounded, whatever the server lists: of a
 * large folder some entries are kept and the folder is listed again for the rest, and of a deep tree the upper folders are.
 */
final class TreeRemoval {

    private static final int DEPTH = 64;
    private static final int ENTRIES = 100_000;
    /** Shorter than the asker's patience. */
    private static final Duration TOTAL = Duration.ofMinutes(4);
    /** About bytes, of one folder and of all folders on the way down. */
    private static final long KEPT_OF_ONE = 1024 * 1024;
    private static final long KEPT = 2 * KEPT_OF_ONE;
    private static final int ENTRY_BYTES = 120;

    private final FtpSession session;
    private final String root;
    private final FileStat stat;
    private final Failures failures;
    private final Supplier<Optional<Failure>> ended;
    private final long deadline = System.nanoTime() + TOTAL.toNanos();
    private final Deque<Level> levels = new ArrayDeque<>();
    private int seen;
    private int removed;

    /** A folder on the way down. */
    private static final class Level {

        private final RemotePath folder;
        private final String above;
        private final Deque<Files.Info> left = new ArrayDeque<>();
        private String real;
        private long kept;
        private boolean whole;
        private boolean hiddenSought;
        private String incomplete;

        Level(RemotePath folder, String above) {
            this.folder = folder;
            this.above = above;
        }

        void keep(Files.Info entry) {
            if (kept < KEPT_OF_ONE) {
                left.add(entry);
                kept += ENTRY_BYTES + 2L * entry.name().length();
            } else {
                whole = false;
            }
        }

        void forget() {
            left.clear();
            kept = 0;
            whole = false;
        }
    }

    /** @param ended why no more may be deleted; asked before each entry and each listing */
    TreeRemoval(FtpSession session, String root, Supplier<Optional<Failure>> ended) {
        this.ended = ended;
        this.session = session;
        this.root = root;
        this.stat = new FileStat(session, root);
        this.failures = session.failures();
    }

    /**
     * @param above the real path of the folder that this one is in
     * @throws FailureException CONFLICT or FORBIDDEN, and says how much of it is deleted
     */
    void remove(RemotePath folder, String above) throws IOException {
        try {
            levels.push(new Level(folder, above));
            while (!levels.isEmpty()) {
                step(levels.peek());
            }
        } catch (Failures.Explained e) {
            throw partly(e);
        } catch (IOException e) {
            if (removed > 0 && failures.from(FtpOperation.REMOVE, e) instanceof Failures.Explained explained) {
                throw partly(explained);
            }
            throw e;
        }
    }

    private FailureException partly(Failures.Explained cause) {
        String count = removed == 0 ? "nothing of it" : removed == 1 ? "1 entry of it" : removed + " entries of it";
        return failures.because(cause.failure().code(), FtpOperation.REMOVE,
                cause.what() + "; " + count + (removed > 1 ? " are" : " is") + " deleted", cause.remedy(), cause);
    }

    private void step(Level level) throws IOException {
        refuseWhenEnded();
        Files.Info entry = level.left.poll();
        if (entry != null) {
            level.kept -= ENTRY_BYTES + 2L * entry.name().length();
            count();
            if (!removeEntry(level.folder.child(entry.name()), entry.type())) {
                descend(level, entry);
            }
        } else if (!level.whole) {
            read(level);
        } else {
            leave(level);
        }
    }

    private void refuseWhenEnded() {
        ended.get().ifPresent(why -> {
            throw failures.because(why.code(), FtpOperation.REMOVE, why.detail().replaceFirst("\\.$", ""),
                    "Look at what is left.");
        });
    }

    private void descend(Level level, Files.Info entry) {
        if (levels.size() >= DEPTH) {
            throw tooMuch("it is more than " + DEPTH + " folders deep");
        }
        levels.push(new Level(level.folder.child(entry.name()), level.real));
    }

    private void read(Level level) throws IOException {
        if (level.real == null) {
            level.real = enter(level.folder, level.above);
            // PWD may name the link. What is deeper was seen in a listing.
            if (levels.size() == 1 && stat.isListedAsLink(level.folder)) {
                throw aLink(level.folder, "the folder above shows it as one");
            }
        }
        FolderListing listing = new FolderListing(session, root, level.folder).enter();
        level.whole = true;
        if (!listing.read(ENTRIES, remaining(), level::keep)) {
            throw tooMuch(
                    "the server lists more than " + ENTRIES + " entries in " + Reply.printable(level.folder.text()));
        }
        level.incomplete = listing.incomplete();
        forgetUpperOnes();
    }

    /** They are listed again when it is their turn. */
    private void forgetUpperOnes() {
        long kept = levels.stream().mapToLong(level -> level.kept).sum();
        for (Iterator<Level> upper = levels.descendingIterator(); kept > KEPT && upper.hasNext();) {
            Level level = upper.next();
            kept -= level.kept;
            level.forget();
        }
    }

    private void leave(Level level) throws IOException {
        Reply refused = Removal.removeFolder(session, root, level.folder);
        if (refused.isPositive()) {
            levels.pop();
            removed++;
            return;
        }
        if (!level.hiddenSought) {
            level.hiddenSought = true;
            seekHidden(level);
            if (!level.left.isEmpty()) {
                return;
            }
        }
        String why = level.incomplete == null
                ? "; there may be hidden entries that it doesn't list"
                : "; " + level.incomplete;
        throw failures.because(Failures.isDenied(refused) ? FailureCode.FORBIDDEN : FailureCode.CONFLICT,
                FtpOperation.REMOVE, "the server refuses RMD of " + Reply.printable(level.folder.text()) + " ("
                        + failures.quoted(refused) + ")" + why,
                "Look at what is left in it.");
    }

    /** Something must be left: whatever the server takes the option for, only names with a dot in front are believed. */
    private void seekHidden(Level level) throws IOException {
        try {
            new FolderListing(session, root, level.folder).withHidden().enter().read(ENTRIES, remaining(), entry -> {
                if (entry.name().startsWith(".")) {
                    level.keep(entry);
                }
            });
        } catch (Failures.Explained e) {
            // The refusal of RMD says more than that of an option.
            level.left.clear();
        }
    }

    /** Through a link one would delete what belongs elsewhere. */
    private String enter(RemotePath folder, String above) throws IOException {
        if (!stat.isFolder(folder)) {
            throw failures.because(FailureCode.FORBIDDEN, FtpOperation.REMOVE,
                    "the server does not let this login into " + Reply.printable(folder.text()),
                    "Ask the server's admin.");
        }
        String real = LoginSequence.folderIn(session.command("PWD"));
        String expected = above == null ? null : (above.endsWith("/") ? above : above + "/") + folder.name();
        if (real == null || !real.equalsIgnoreCase(expected)) {
            throw aLink(folder, "the server names it " + Reply.printable(String.valueOf(real)));
        }
        return real;
    }

    private FailureException aLink(RemotePath path, String because) {
        return failures.because(FailureCode.CONFLICT, FtpOperation.REMOVE,
                Reply.printable(path.text()) + " seems to be a link, as " + because, "Delete it by hand.");
    }

    /** False for a folder with something in it. */
    private boolean removeEntry(RemotePath path, Files.Type type) throws IOException {
        if (type == Files.Type.DIRECTORY) {
            // Some show a link as a folder, which RMD refuses.
            if (!Removal.removeFolder(session, root, path).isPositive() && !delete(path).isPositive()) {
                return false;
            }
            removed++;
            return true;
        }
        Reply deleted = delete(path);
        // A junction is a link that goes like a folder.
        boolean gone = deleted.isPositive()
                || (type == Files.Type.SYMLINK && Removal.removeFolder(session, root, path).isPositive());
        // What somebody else deleted meanwhile is no obstacle.
        if (!gone && stat.find(path) != null) {
            throw failures.unchanged(FtpOperation.REMOVE, "DELE", path.text(), deleted, FailureCode.FORBIDDEN);
        }
        removed += gone ? 1 : 0;
        return true;
    }

    private Reply delete(RemotePath path) throws IOException {
        return session.command("DELE", session.dialect().absolute(root, path));
    }

    private void count() {
        seen++;
        if (seen > ENTRIES) {
            throw tooMuch("more than " + ENTRIES + " entries were in it");
        }
        if (System.nanoTime() - deadline > 0) {
            throw tooMuch("it took more than " + TOTAL.toMinutes() + " minutes");
        }
    }

    private Duration remaining() {
        return Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
    }

    private FailureException tooMuch(String why) {
        return failures.because(FailureCode.CONFLICT, FtpOperation.REMOVE, why, "Delete again for the rest.");
    }
}
