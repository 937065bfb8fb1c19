package io.ftpcluster.master.copies;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.messages.Copies.Conflict;
import io.ftpcluster.messages.Copies.Copy;
import io.ftpcluster.messages.Copies.Operation;
import io.ftpcluster.messages.Copies.Pending;
import io.ftpcluster.messages.FileStreams.Handle;
import io.ftpcluster.messages.FileStreams.Sink;
import io.ftpcluster.messages.Files.Info;
import io.ftpcluster.messages.Files.Location;
import io.ftpcluster.messages.Files;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a file from one server and writes it to another, and when it is moved deletes it where it was once all of it is
 * known to be there. What broke off is gone on with where it ended: until it is whole it has a name of its own, which is made
 * of the copy and of what the source is, so that nothing else is ever taken for it.
 */
final class StreamedFile implements FileWork {

    private static final Logger LOG = LoggerFactory.getLogger(StreamedFile.class);
    private static final int MOST_NUMBERS = 1000;

    private final UserFiles files;
    private final Copy copy;
    private final CopyJournal journal;
    private final StopSignal stop;
    private final boolean sameMachine;
    private FileTask lastTask;
    private String lastPart;
    private long moved;

    /** @param sameMachine whether source and destination may be one server under two names, as their addresses say */
    StreamedFile(UserFiles files, Copy copy, CopyJournal journal, StopSignal stop, boolean sameMachine) {
        this.files = files;
        this.copy = copy;
        this.journal = journal;
        this.stop = stop;
        this.sameMachine = sameMachine;
    }

    @Override
    public long moved() {
        return moved;
    }

    @Override
    public Outcome attempt(FileTask task, boolean again) throws CopyStoppedException {
        moved = 0;
        Pending begun = journal.progress().pending();
        if (again && begun != null && begun.at().equals(task.at()) && settle(task, begun)) {
            return Outcome.DONE;
        }
        try (Opened source = new Opened(files.open(task.source()))) {
            Info info = source.handle().info();
            if (info.type() != Files.Type.FILE) {
                throw unfit("it is no file any more");
            }
            String part = part(task, info);
            if (again && task.equals(lastTask) && !part.equals(lastPart)) {
                // The source is another file than it was.
                discardPart(task, lastPart);
            }
            lastTask = task;
            lastPart = part;
            long offset = again ? partSize(task, part, info) : 0;
            Optional<Info> replaced = copy.conflict() == Conflict.REPLACE
                    ? files.find(UserFiles.in(task.folder(), task.name()))
                    : Optional.empty();
            refuseItself(info, replaced);
            Writing writing = open(task, info, part, offset);
            if (writing == null) {
                return Outcome.SKIPPED;
            }
            return write(task, source.handle(), writing, replaced.isPresent());
        }
    }

    /** Closed unless it was read, which closes it too. */
    private record Opened(Handle handle) implements AutoCloseable {
        @Override
        public void close() {
            handle.close();
        }
    }

    /** An upload that has begun. */
    private record Writing(Sink sink, Location target, Info info, String part, long offset) {}

    /** Null: there is one of its name, and it is to be skipped. */
    private Writing open(FileTask task, Info info, String part, long offset) throws CopyStoppedException {
        Pending begun = journal.progress().pending();
        long length = info.size() < 0 ? -1 : info.size() - offset;
        for (int number = 1; number <= MOST_NUMBERS; number++) {
            stop.check();
            Location target = UserFiles.in(task.folder(), NumberedName.of(task.name(), number));
            boolean ours = begun != null && begun.inPlace() && begun.at().equals(task.at())
                    && begun.target().equals(target.path());
            boolean createOnly = copy.conflict() != Conflict.REPLACE && !ours;
            try {
                return new Writing(files.upload(target, createOnly, offset, length, part), target, info, part, offset);
            } catch (FailureException e) {
                if (e.failure().code() != FailureCode.EXISTS) {
                    throw e;
                }
            }
            if (copy.conflict() == Conflict.SKIP) {
                discardPart(task, part);
                return null;
            }
        }
        throw unfit("there are " + MOST_NUMBERS + " of its name already");
    }

    private Outcome write(FileTask task, Handle source, Writing writing, boolean replaces) throws CopyStoppedException {
        Sink sink = writing.sink();
        boolean committed = false;
        try {
            if (sink.inPlace()) {
                journal.pending(pending(task, writing, false), 0);
            } else if (replaces) {
                refuseOneFolder(task, writing);
            }
            pump(source, writing);
            requireUnchanged(task, writing);
            journal.pending(pending(task, writing, true), writing.offset() + moved);
            sink.commit().await();
            committed = true;
        } catch (CopyStoppedException e) {
            end(sink, e);
            throw e;
        } catch (FailureException e) {
            if (e.failure().code() == FailureCode.CONFLICT || e.failure().code() == FailureCode.EXISTS) {
                BytePump.discard(sink);
            } else {
                BytePump.leave(sink, e);
            }
            if (e.failure().code() == FailureCode.EXISTS) {
                return cameMeanwhile(task, writing, e);
            }
            throw e;
        } finally {
            if (!committed) {
                // Of whatever else went wrong nothing is to stay; harmless after the end.
                sink.abort();
            }
        }
        finish(task, writing.target(), writing.info(), sink.takenAway());
        return Outcome.DONE;
    }

    /** Somebody has stored one of its name while this was on its way. */
    private Outcome cameMeanwhile(FileTask task, Writing writing, FailureException e) {
        if (copy.conflict() == Conflict.RENAME) {
            throw Failure.of(FailureCode.UNAVAILABLE, "one of its name was stored meanwhile").causedBy(e);
        }
        discardPart(task, writing.part());
        return Outcome.SKIPPED;
    }

    private void end(Sink sink, CopyStoppedException e) {
        if (stop.isCancelled()) {
            BytePump.discard(sink);
        } else {
            BytePump.leave(sink, Failure.of(FailureCode.UNAVAILABLE, "Another node goes on with it.").causedBy(e));
        }
    }

    private void pump(Handle source, Writing writing) throws CopyStoppedException {
        long size = writing.info().size();
        if (size >= 0 && writing.offset() == size) {
            // All of it was written before; some servers refuse to begin at the end.
            source.close();
            return;
        }
        var content = source.read(writing.offset(), -1).await();
        try {
            new BytePump(content, writing.sink()).run(now -> {
                moved = now;
                journal.tick(writing.offset() + now);
            });
        } finally {
            moved = content.moved();
        }
    }

    private static Pending pending(FileTask task, Writing writing, boolean whole) {
        return new Pending(task.at(), writing.target().path(), writing.info().size(), writing.sink().inPlace(), whole);
    }

    private void requireUnchanged(FileTask task, Writing writing) {
        Info now = files.stat(task.source());
        Info then = writing.info();
        boolean whole = then.size() < 0 || writing.offset() + moved == then.size();
        if (!whole || now.size() != then.size() || !Objects.equals(now.modified(), then.modified())) {
            throw unfit("it was changed while it was read");
        }
    }

    /** After its name is there: everything that is left, which whoever takes over may do again. */
    private void finish(FileTask task, Location target, Info info, boolean takenAway) {
        if (takenAway) {
            if (copy.operation() == Operation.MOVE) {
                throw unfit(
                        "the server took it away as soon as it was there, so nobody can see whether it is whole; the"
                                + " source was left");
            }
            return;
        }
        requireWhole(target, info.size());
        files.setModified(target, info.modified());
        if (copy.operation() == Operation.MOVE) {
            removeSource(task);
        }
    }

    private void requireWhole(Location target, long size) {
        Info there;
        try {
            there = files.stat(target);
        } catch (FailureException e) {
            if (e.failure().code() == FailureCode.FORBIDDEN && copy.operation() == Operation.COPY) {
                // Who may only upload there may not look; the upload has compared the sizes where the server tells them.
                return;
            }
            throw e;
        }
        boolean unknown = there.size() < 0 || size < 0;
        if (unknown && copy.operation() == Operation.MOVE) {
            throw unfit(
                    "a server doesn't tell how long files are, so nobody can see whether it is whole; the source was"
                            + " left");
        }
        if (!unknown && there.size() != size) {
            throw unfit("it has " + there.size() + " bytes at the destination and " + size
                    + " at the source, which was left");
        }
    }

    private void removeSource(FileTask task) {
        try {
            files.remove(task.source());
        } catch (FailureException e) {
            if (!UserFiles.isAbsent(e)) {
                throw e;
            }
        }
    }

    /**
     * What was about to get its name when another node did it, or this one before its restart, or when the connection broke.
     *
     * @return whether it has it, and all that had to follow is done
     */
    boolean settle(FileTask task, Pending pending) {
        Location target = UserFiles.at(task.folder(), pending.target());
        Optional<Info> there = files.find(target);
        Optional<Info> source = files.find(task.source());
        if (!pending.whole() || there.isEmpty() || there.get().size() != pending.size() || pending.size() < 0) {
            return false;
        }
        if (source.isEmpty()) {
            return copy.operation() == Operation.MOVE;
        }
        Info info = source.get();
        if (info.size() != pending.size() || copy.conflict() == Conflict.REPLACE
                || files.find(UserFiles.in(task.folder(), Files.partOf(part(task, info)))).isPresent()) {
            // What was there before may be as long as what was to replace it: done again, at the cost of some time.
            return false;
        }
        finish(task, target, info, false);
        return true;
    }

    @Override
    public void discard(FileTask task) {
        try {
            discardPart(task, part(task, files.stat(task.source())));
        } catch (FailureException e) {
            LOG.debug("What is left of {} at its destination stays", task.name(), e);
        }
    }

    /** An upload that ends before it begins takes its part with it, which needs no right to delete. */
    private void discardPart(FileTask task, String part) {
        Optional<Info> there = files.find(UserFiles.in(task.folder(), Files.partOf(part)));
        if (there.isPresent()) {
            Location target = UserFiles.in(task.folder(), "." + UUID.randomUUID());
            BytePump.discard(files.upload(target, true, Math.max(0, there.get().size()), -1, part));
        }
    }

    private long partSize(FileTask task, String part, Info info) {
        long size = files.find(UserFiles.in(task.folder(), Files.partOf(part))).map(Info::size).orElse(0L);
        // Without the source's size nobody would notice that the part has another end.
        return info.size() < 0 || size > info.size() ? 0 : Math.max(0, size);
    }

    /** Different when the source is another file by then. */
    private String part(FileTask task, Info info) {
        String what = copy.id() + "\n" + task.at() + "\n" + info.size() + "\n" + info.modified();
        ByteBuffer bytes = ByteBuffer.allocate(2 * what.length());
        // Names may have characters that no charset has.
        bytes.asCharBuffer().put(what);
        return UUID.nameUUIDFromBytes(bytes.array()).toString();
    }

    /** Where the bytes go in place, a file would be emptied before it is read. */
    private void refuseItself(Info info, Optional<Info> replaced) {
        if (sameMachine && replaced.isPresent() && replaced.get().size() == info.size()
                && Objects.equals(replaced.get().modified(), info.modified())) {
            throw unfit("source and destination are on one machine and may be the same file, so nothing was done");
        }
    }

    /** The part is seen in the source's folder when both folders are one, whatever they are called. */
    private void refuseOneFolder(FileTask task, Writing writing) {
        Location beside = UserFiles.at(task.source(),
                task.source().path().parent().child(Files.partOf(writing.part())));
        if (files.find(beside).isPresent()) {
            throw unfit("source and destination are the same file, so nothing was done");
        }
    }

    private static RuntimeException unfit(String why) {
        return Failure.conflict(why).exception();
    }
}
