package io.ftpcluster.master.copies;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.messages.Copies.Copy;
import io.ftpcluster.messages.Copies.Operation;
import io.ftpcluster.messages.Copies.Pending;
import io.ftpcluster.messages.Copies.Position;
import io.ftpcluster.messages.Copies.Source;
import io.ftpcluster.messages.Files.Info;
import io.ftpcluster.messages.Files.Location;
import io.ftpcluster.messages.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes through the sources of a copy in their order and through each folder by name, so that one position says what is done, and has each
 * file done. For one thread.
 */
final class CopyWalk {

    /** Folders in folders; where links lead in circles somebody must stop. */
    static final int DEEPEST = 64;
    /** Files that fail one after the other because of a server. */
    private static final int MOST_IN_A_ROW = 3;
    private static final String LINK = "it is a link to a folder, which a move would empty; only copies follow it";
    private static final Logger LOG = LoggerFactory.getLogger(CopyWalk.class);

    private final Bus bus;
    private final Copy copy;
    private final FileTasks tasks;
    private final UserFiles files;
    private final CopyJournal journal;
    private final Retries retries;
    private FileWork work;
    private FileTask current;
    /** Whether another run may have left something of the file that comes next. */
    private boolean resumed;
    private boolean hasFolders;
    private int failedInARow;

    CopyWalk(Bus bus, Copy copy, FileTasks tasks, UserFiles files, CopyJournal journal, Retries retries) {
        this.bus = bus;
        this.copy = copy;
        this.tasks = tasks;
        this.files = files;
        this.journal = journal;
        this.retries = retries;
        this.resumed = copy.startedAt() != null;
        this.hasFolders = copy.sources().stream().anyMatch(Source::folder);
    }

    /** From the first file that isn't done. */
    void run() throws CopyStoppedException, CopyFailedException {
        Position finished = journal.progress().finished();
        for (int i = finished == null ? 0 : finished.source(); i < copy.sources().size(); i++) {
            boolean begun = finished != null && i == finished.source();
            source(i, begun ? finished.path() : null);
        }
    }

    /** What the node that did it before, or this one before its restart, may have done without being able to say so. */
    void settle() throws CopyStoppedException, CopyFailedException {
        Pending pending = copy.progress().pending();
        if (pending == null || pending.at().source() >= copy.sources().size()) {
            return;
        }
        Source source = copy.sources().get(pending.at().source());
        if (tasks.workFor(source) instanceof StreamedFile streamed) {
            FileTask task = tasks.task(pending.at());
            try {
                if (retries.run(again -> streamed.settle(task, pending))) {
                    journal.done(pending.at(), pending.size());
                }
            } catch (FailureException e) {
                requireRights(e);
                LOG.debug("Whether {} is done already can't be told; it is tried", task.name(), e);
            }
        }
    }

    /** The file under way; null: none. */
    FileTask current() {
        return current;
    }

    /** @param after the last one of this source that is done; null: none */
    private void source(int number, List<String> after) throws CopyStoppedException, CopyFailedException {
        if (after != null && after.isEmpty()) {
            return;
        }
        Source source = copy.sources().get(number);
        Location at = source.location();
        Position position = new Position(number, List.of());
        work = tasks.workFor(source);
        Info info;
        try {
            info = retries.run(again -> files.stat(at));
            if (source.folder() && info.type() != Files.Type.DIRECTORY) {
                throw Failure.notFound("There is a file, whose path doesn't end in a slash, and no folder.")
                        .exception();
            }
        } catch (FailureException e) {
            if (!UserFiles.isAbsent(e) || !wasMoved(source, after)) {
                failed(new FileTask(position, at, copy.destination(), -1), e);
            }
            return;
        }
        if (info.type() != Files.Type.DIRECTORY) {
            file(new FileTask(position, at, copy.destination(), info.size()));
        } else if (!tasks.isRename(source) || !renameWhole(position, at)) {
            hasFolders = true;
            topFolder(new Folder(position, at, tasks.targetOf(at)), after);
        }
    }

    /** Whether it is gone because another run has moved all of it and couldn't say so any more. */
    private boolean wasMoved(Source source, List<String> after) {
        if (copy.operation() != Operation.MOVE || copy.startedAt() == null) {
            return false;
        }
        return after != null || (tasks.isRename(source) && files.find(tasks.targetOf(source.location())).isPresent());
    }

    /** False when there is a folder of its name: then what is in it is merged into that. */
    private boolean renameWhole(Position position, Location folder) throws CopyStoppedException, CopyFailedException {
        try {
            retries.run(again -> {
                files.rename(folder, tasks.targetOf(folder).path(), false);
                return true;
            });
            journal.done(position, 0);
            return true;
        } catch (FailureException e) {
            if (e.failure().code() == FailureCode.EXISTS || e.failure().code() == FailureCode.CONFLICT) {
                return false;
            }
            failed(new FileTask(position, folder, copy.destination(), -1), e);
            return true;
        }
    }

    /** One of the walk. */
    private record Folder(Position at, Location source, Location target) {
        Position child(String name) {
            return new Position(at.source(), Stream.concat(at.path().stream(), Stream.of(name)).toList());
        }
    }

    private void topFolder(Folder folder, List<String> after) throws CopyStoppedException, CopyFailedException {
        boolean link;
        try {
            link = copy.operation() == Operation.MOVE && retries.run(again -> files.isLink(folder.source()));
        } catch (FailureException e) {
            complain(folder.source(), e);
            return;
        }
        if (link) {
            journal.failed(folder.at(), folder.source().path(), LINK);
        } else {
            folder(folder, after);
        }
    }

    /** @param after what comes behind this in the path of the last one that is done; null: all of it is to be done */
    private void folder(Folder folder, List<String> after) throws CopyStoppedException, CopyFailedException {
        UserFiles.Content content;
        try {
            if (folder.at().path().size() >= DEEPEST) {
                throw Failure.conflict("there are more than " + DEEPEST + " folders in each other").exception();
            }
            retries.run(again -> {
                files.makeFolder(folder.target());
                return null;
            });
            content = retries.run(again -> files.list(folder.source()));
        } catch (FailureException e) {
            complain(folder.source(), e);
            return;
        }
        if (content.incomplete() != null) {
            journal.complain(folder.source().path(), "its listing is incomplete: " + content.incomplete());
        }
        String last = after == null || after.isEmpty() ? null : after.getFirst();
        List<Info> entries = new ArrayList<>(content.entries());
        for (Info entry : entries) {
            int order = last == null ? 1 : entry.name().compareTo(last);
            boolean within = order == 0 && after.size() > 1;
            if (order > 0 || within) {
                entry(folder, entry, within ? after.subList(1, after.size()) : null);
            }
        }
        if (copy.operation() == Operation.MOVE && !folder.source().path().isTop()) {
            removeEmpty(folder.source());
        }
    }

    private void entry(Folder folder, Info entry, List<String> after) throws CopyStoppedException, CopyFailedException {
        Position at = folder.child(entry.name());
        Location source = UserFiles.in(folder.source(), entry.name());
        switch (entry.type()) {
            case DIRECTORY -> folder(new Folder(at, source, UserFiles.in(folder.target(), entry.name())), after);
            case FILE -> file(new FileTask(at, source, folder.target(), entry.size()));
            case SYMLINK -> link(folder, at, source);
        }
    }

    /** A move sees all of them, a copy those that lead nowhere. That of a file is deleted alone, what it leads to stays. */
    private void link(Folder folder, Position at, Location source) throws CopyStoppedException, CopyFailedException {
        FileTask task = new FileTask(at, source, folder.target(), -1);
        try {
            Info info = retries.run(again -> files.stat(source));
            if (info.type() == Files.Type.DIRECTORY) {
                journal.failed(at, source.path(), LINK);
            } else {
                file(new FileTask(at, source, folder.target(), info.size()));
            }
        } catch (FailureException e) {
            if (UserFiles.isAbsent(e)) {
                journal.failed(at, source.path(), "it is a link that leads nowhere");
            } else {
                failed(task, e);
            }
        }
    }

    /** What isn't empty stays, as something in it was skipped or has failed, which is told already. */
    private void removeEmpty(Location folder) throws CopyStoppedException, CopyFailedException {
        try {
            retries.run(again -> {
                files.remove(folder);
                return null;
            });
        } catch (FailureException e) {
            if (e.failure().code() != FailureCode.CONFLICT && !UserFiles.isAbsent(e)) {
                complain(folder, e);
            }
        }
    }

    private void file(FileTask task) throws CopyStoppedException, CopyFailedException {
        boolean again = resumed;
        resumed = false;
        current = task;
        journal.begin(task.source().path());
        try {
            FileWork.Outcome outcome = retries.run(anew -> work.attempt(task, anew), again, work::moved);
            failedInARow = 0;
            if (outcome == FileWork.Outcome.DONE) {
                journal.done(task.at(), Math.max(0, task.listedSize()));
            } else {
                journal.skipped(task.at(), Math.max(0, task.listedSize()));
            }
            current = null;
        } catch (FailureException e) {
            failed(task, e);
            current = null;
        }
    }

    private void failed(FileTask task, FailureException e) throws CopyStoppedException, CopyFailedException {
        LOG.debug("{} of the copy {} failed", task.name(), copy.id(), e);
        requireRights(e);
        work.discard(task);
        journal.failed(task.at(), task.source().path(), e.failure().detail());
        requireHope(e);
    }

    private void complain(Location folder, FailureException e) throws CopyStoppedException, CopyFailedException {
        requireRights(e);
        journal.complain(folder.path(), e.failure().detail());
        requireHope(e);
    }

    private void requireHope(FailureException e) throws CopyFailedException {
        failedInARow = Retries.isGeneral(e.failure()) ? failedInARow + 1 : 0;
        if (failedInARow >= MOST_IN_A_ROW) {
            throw new CopyFailedException(
                    "It was given up after " + MOST_IN_A_ROW + " failures in a row: " + e.failure().detail(), e);
        }
    }

    /** What one file may not may be that file's, or everyone's who has lost a right meanwhile. */
    private void requireRights(FailureException e) throws CopyFailedException {
        if (e.failure().code() != FailureCode.FORBIDDEN) {
            return;
        }
        try {
            new RequiredRights(copy.operation(), copy.conflict(), copy.sources(), copy.destination(), hasFolders)
                    .check(bus, files.actor());
        } catch (FailureException missing) {
            if (missing.failure().code() == FailureCode.FORBIDDEN) {
                throw new CopyFailedException(missing.failure().detail(), missing);
            }
        }
    }
}
