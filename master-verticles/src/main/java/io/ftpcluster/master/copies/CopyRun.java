package io.ftpcluster.master.copies;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.leadership.Leadership;
import io.ftpcluster.messages.Copies.Copy;
import io.ftpcluster.messages.Copies.Operation;
import io.ftpcluster.messages.Copies.Pending;
import io.ftpcluster.messages.Copies.Position;
import io.ftpcluster.messages.Copies.Progress;
import io.ftpcluster.messages.Copies.Source;
import io.ftpcluster.messages.Copies.State;
import io.ftpcluster.messages.Files.Info;
import io.ftpcluster.messages.Files.Location;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.RemotePath;
import io.ftpcluster.messages.Servers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One copy on a thread of its own, from the first file that isn't done; ends it, or leaves it to another node. Goes through the
 * sources in their order and through each folder by name, so that one position says what is done.
 */
final class CopyRun {

    /** Folders in folders; where links lead in circles somebody must stop. */
    static final int DEEPEST = 64;
    /** Files that fail one after the other because of a server. */
    private static final int MOST_IN_A_ROW = 3;
    private static final String LINK = "it is a link to a folder, which a move would empty; only copies follow it";
    private static final Logger LOG = LoggerFactory.getLogger(CopyRun.class);

    private final Bus bus;
    private final Copy copy;
    private final StopSignal stop = new StopSignal();
    private final Retries retries = new Retries(stop);
    private final CopyJournal journal;
    private final UserFiles files;
    private FileWork work;
    private FileTask current;
    /** Whether another run may have left something of the file that comes next. */
    private boolean resumed;
    private boolean hasFolders;
    private int failedInARow;

    CopyRun(Bus bus, Leadership term, Copy copy, String node) {
        this.bus = bus;
        this.copy = copy;
        this.journal = new CopyJournal(bus, term, stop, copy, node);
        this.files = new UserFiles(bus, copy);
        this.resumed = copy.startedAt() != null;
        this.hasFolders = copy.sources().stream().anyMatch(Source::folder);
        if (copy.state() == State.CANCELLING) {
            stop.cancel();
        }
    }

    /** At once; doesn't wait. */
    void cancel() {
        stop.cancel();
    }

    /** At once, without an end of the copy: another node goes on. Doesn't wait. */
    void leave() {
        stop.leave();
    }

    void run() {
        try {
            attempt();
            end(journal.hasErrors() ? State.FAILED : State.SUCCEEDED, summary());
        } catch (CopyStoppedException e) {
            if (stop.isCancelled()) {
                discardCurrent();
                end(State.CANCELLED, "after " + summary());
            }
        } catch (CopyFailedException e) {
            end(State.FAILED, e.getMessage() + " " + summary() + " were done.");
        } catch (RuntimeException e) {
            LOG.error("The copy {} could not be done", copy.id(), e);
            end(State.FAILED, "The portal made a mistake; its log has the details. " + summary() + " were done.");
        }
    }

    private void end(State state, String detail) {
        LOG.info("The {} {} of {} has ended: {}, {}", copy.operation() == Operation.MOVE ? "move" : "copy", copy.id(),
                copy.username(), state, detail);
        journal.end(state, detail);
    }

    private String summary() {
        Progress now = journal.progress();
        String skipped = now.filesSkipped() == 0 ? "" : ", " + now.filesSkipped() + " skipped";
        return now.filesTotal() < 0
                ? now.filesDone() + " files" + skipped
                : now.filesDone() + " of " + now.filesTotal() + " files" + skipped;
    }

    private void attempt() throws CopyStoppedException, CopyFailedException {
        stop.check();
        journal.store();
        settle();
        boolean renames = copy.sources().stream().allMatch(this::isRename);
        if (copy.progress().filesTotal() < 0 && !renames) {
            new TreeCount(files, journal).run(copy.sources());
        }
        Position finished = journal.progress().finished();
        for (int i = finished == null ? 0 : finished.source(); i < copy.sources().size(); i++) {
            boolean begun = finished != null && i == finished.source();
            source(i, begun ? finished.path() : null);
        }
        if (renames) {
            Progress now = journal.progress();
            journal.counted(now.filesDone() + now.filesSkipped() + now.filesFailed(), now.bytesTotal());
        }
    }

    private boolean isRename(Source source) {
        return RequiredRights.isRename(copy.operation(), source.location(), copy.destination());
    }

    private FileWork workFor(Source source) {
        if (isRename(source)) {
            return new RenamedFile(files, copy.conflict(), stop);
        }
        return new StreamedFile(files, copy, journal, stop, sameMachine(source));
    }

    private boolean sameMachine(Source source) {
        try {
            Servers.Settings from = server(source.location());
            Servers.Settings to = server(copy.destination());
            return from.host().equalsIgnoreCase(to.host()) && from.ftpPort() == to.ftpPort();
        } catch (FailureException e) {
            return true;
        }
    }

    private Servers.Settings server(Location at) {
        return bus.request(Servers.FIND, new Servers.Find(at.alias())).await().settings();
    }

    /** What the node that did it before, or this one before its restart, may have done without being able to say so. */
    private void settle() throws CopyStoppedException, CopyFailedException {
        Pending pending = copy.progress().pending();
        if (pending == null || pending.at().source() >= copy.sources().size()) {
            return;
        }
        Source source = copy.sources().get(pending.at().source());
        if (workFor(source) instanceof StreamedFile streamed) {
            FileTask task = task(pending.at());
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

    private FileTask task(Position at) {
        Location source = copy.sources().get(at.source()).location();
        Location from = source;
        Location folder = at.path().isEmpty() ? copy.destination() : targetOf(source);
        for (int i = 0; i < at.path().size(); i++) {
            from = UserFiles.in(from, at.path().get(i));
            if (i < at.path().size() - 1) {
                folder = UserFiles.in(folder, at.path().get(i));
            }
        }
        return new FileTask(at, from, folder, -1);
    }

    /** The folder that a folder becomes: what is in the top of a server goes straight into the destination. */
    private Location targetOf(Location source) {
        return source.path().isTop() ? copy.destination() : UserFiles.in(copy.destination(), source.path().name());
    }

    /** @param after the last one of this source that is done; null: none */
    private void source(int number, List<String> after) throws CopyStoppedException, CopyFailedException {
        if (after != null && after.isEmpty()) {
            return;
        }
        Source source = copy.sources().get(number);
        Location at = source.location();
        Position position = new Position(number, List.of());
        work = workFor(source);
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
        } else if (!isRename(source) || !renameWhole(position, at)) {
            hasFolders = true;
            topFolder(new Folder(position, at, targetOf(at)), after);
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

    /** Whether it is gone because another run has moved all of it and couldn't say so any more. */
    private boolean wasMoved(Source source, List<String> after) {
        if (copy.operation() != Operation.MOVE || copy.startedAt() == null) {
            return false;
        }
        return after != null || (isRename(source) && files.find(targetOf(source.location())).isPresent());
    }

    /** False when there is a folder of its name: then what is in it is merged into that. */
    private boolean renameWhole(Position position, Location folder) throws CopyStoppedException, CopyFailedException {
        try {
            retries.run(again -> {
                files.rename(folder, targetOf(folder).path(), false);
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

    /** One at most, but for sources of the same path on several servers. */
    private List<FileTask> tasksOf(RemotePath path) {
        List<FileTask> tasks = new ArrayList<>();
        for (int i = 0; path != null && i < copy.sources().size(); i++) {
            List<String> source = copy.sources().get(i).location().path().segments();
            List<String> segments = path.segments();
            if (segments.size() >= source.size() && segments.subList(0, source.size()).equals(source)) {
                tasks.add(task(new Position(i, segments.subList(source.size(), segments.size()))));
            }
        }
        return tasks;
    }

    /** Of a file that was under way when another node did it, only its path is known. */
    private void discardCurrent() {
        List<FileTask> tasks = current == null ? tasksOf(copy.progress().current()) : List.of(current);
        for (FileTask task : tasks) {
            try {
                workFor(copy.sources().get(task.at().source())).discard(task);
            } catch (FailureException e) {
                LOG.debug("What is left of {} stays", task.name(), e);
            }
        }
    }
}
