package io.ftpcluster.master.http.files.tree;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.http.files.transfer.ClientThread;
import io.ftpcluster.master.http.files.transfer.ContentReader;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.FileStreams.Entries;
import io.ftpcluster.messages.FileStreams.Handle;
import io.ftpcluster.messages.Files.Info;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.RemotePath;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Goes through a folder and all below it, depth first, one list at a time: no server needs more than one session for it, and
 * of a folder only the folders in it are kept. Links are told and never followed, so nothing leads around in a circle as far as
 * the server tells links from folders; where it doesn't, the depth is the end.
 */
public final class TreeWalk {

    /** Folders below the first. */
    public static final int MAX_DEPTH = 64;
    /** Folders that are known and not yet entered: what a walk keeps in memory. */
    static final int MAX_WAITING = 50_000;
    /** After so many lists in a row for which the server couldn't be asked, no other is tried. */
    static final int MAX_LOST = 3;

    private final Bus bus;
    private final ClientThread thread;
    private final Actor actor;
    private final Files.Location start;
    private final Deque<TreeFolder> waiting = new ArrayDeque<>();
    private int lost;
    private volatile boolean stopped;

    /** @param start the folder where it begins */
    public TreeWalk(Bus bus, ClientThread thread, Actor actor, Files.Location start) {
        this.bus = bus;
        this.thread = thread;
        this.actor = actor;
        this.start = start;
    }

    /**
     * Until all was told, the visitor wants no more or the client has left. Fails when the first folder can't be listed.
     *
     * @param first the list of the folder where it begins; is closed in every case
     */
    public void run(Entries first, TreeVisitor visitor) throws IOException {
        try {
            read(TreeFolder.START, first, visitor);
        } catch (FailureException e) {
            if (!stopped) {
                throw e;
            }
        }
        while (!waiting.isEmpty() && goesOn(visitor)) {
            TreeFolder folder = waiting.pop();
            if (lost >= MAX_LOST) {
                visitor.failed(folder.path(), notTried());
            } else {
                enter(folder, visitor);
            }
        }
    }

    /** Ends it soon, also in the middle of a list. Any thread may call. */
    public void stop() {
        stopped = true;
        thread.wake();
    }

    public boolean isStopped() {
        return stopped;
    }

    private void enter(TreeFolder folder, TreeVisitor visitor) throws IOException {
        try {
            read(folder, open(folder.path()), visitor);
            lost = 0;
        } catch (FailureException e) {
            if (stopped || thread.isClientGone()) {
                return;
            }
            lost = isLoss(e.failure()) ? lost + 1 : 0;
            visitor.failed(folder.path(), e.failure());
            visitor.listed(folder);
        }
    }

    private Entries open(RemotePath path) {
        Files.ListFolder question = new Files.ListFolder(actor, at(path), false);
        return thread.await(() -> bus.request(Files.LIST, question), Files.OpenFolder::close).entries();
    }

    /** Of a file that was told; whoever gets it must read or close it. */
    public Handle openFile(RemotePath path) {
        Files.Open question = new Files.Open(actor, at(path), true);
        return thread.await(() -> bus.request(Files.OPEN, question), Handle::close);
    }

    /** Takes over the handle. */
    public ContentReader read(Handle handle) {
        return new ContentReader(thread, handle);
    }

    public boolean isClientGone() {
        return thread.isClientGone();
    }

    /** Where on the server something is that was told. */
    public Files.Location at(RemotePath path) {
        RemotePath at = start.path();
        for (String name : path.segments()) {
            at = at.child(name);
        }
        return new Files.Location(start.username(), start.alias(), at);
    }

    private void read(TreeFolder folder, Entries entries, TreeVisitor visitor) throws IOException {
        List<TreeFolder> found = new ArrayList<>();
        String incomplete;
        try (entries) {
            thread.whenWoken(entries::close);
            do {
                List<Info> some = entries.next();
                keepFolders(folder, some, found, visitor);
                visitor.entries(folder, some);
            } while (entries.hasMore() && goesOn(visitor));
            incomplete = entries.hasMore() ? null : entries.incomplete();
        } finally {
            thread.goesOn();
            found.reversed().forEach(waiting::push);
        }
        if (incomplete != null) {
            visitor.failed(folder.path(),
                    Failure.of(FailureCode.BACKEND_FAILED, "Entries may be missing: " + incomplete));
        }
        visitor.listed(folder);
    }

    private void keepFolders(TreeFolder folder, List<Info> entries, List<TreeFolder> found, TreeVisitor visitor)
            throws IOException {
        for (Info entry : entries) {
            if (entry.type() != Files.Type.DIRECTORY || !visitor.enters(folder, entry)) {
                continue;
            }
            RemotePath path;
            try {
                path = folder.path().child(entry.name());
                at(path);
            } catch (FailureException e) {
                visitor.failed(folder.path(),
                        Failure.of(FailureCode.INVALID, "A folder in it: " + e.failure().detail()));
                continue;
            }
            if (folder.depth() >= MAX_DEPTH) {
                visitor.failed(path, tooMuch("It is more than " + MAX_DEPTH + " folders deep."));
            } else if (waiting.size() + found.size() >= MAX_WAITING) {
                visitor.failed(path, tooMuch("There are more than " + MAX_WAITING + " folders side by side."));
            } else {
                found.add(new TreeFolder(path));
            }
        }
    }

    private boolean goesOn(TreeVisitor visitor) {
        return !stopped && !thread.isClientGone() && visitor.wantsMore();
    }

    /** Whether it says that the server can't be asked, and not that it doesn't give this. */
    public static boolean isLoss(Failure failure) {
        return switch (failure.code()) {
            case BACKEND_FAILED, BACKEND_TIMEOUT, UNAVAILABLE, TIMEOUT -> true;
            default -> false;
        };
    }

    /** For what comes when the server couldn't be asked several times. */
    public static Failure notTried() {
        return Failure.of(FailureCode.UNAVAILABLE, "It was not tried, as the server could not be asked before.");
    }

    private static Failure tooMuch(String detail) {
        return Failure.of(FailureCode.UNSUPPORTED, detail);
    }
}
