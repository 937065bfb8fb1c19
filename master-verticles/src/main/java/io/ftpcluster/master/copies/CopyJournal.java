package io.ftpcluster.master.copies;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.leadership.Leadership;
import io.ftpcluster.messages.Copies.Copy;
import io.ftpcluster.messages.Copies.End;
import io.ftpcluster.messages.Copies.Pending;
import io.ftpcluster.messages.Copies.Position;
import io.ftpcluster.messages.Copies.Progress;
import io.ftpcluster.messages.Copies.State;
import io.ftpcluster.messages.Copies.Store;
import io.ftpcluster.messages.Copies;
import io.ftpcluster.messages.Leases.Token;
import io.ftpcluster.messages.RawNames;
import io.ftpcluster.messages.RemotePath;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * How far one copy is, for people and for whoever takes over. What those need is stored before anything goes on, the rest each
 * second. Used by the thread of its copy.
 */
final class CopyJournal {

    private static final Duration LIVE = Duration.ofSeconds(1);
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final Bus bus;
    private final Leadership term;
    private final StopSignal stop;
    private final String node;
    private final String id;
    private final LongSupplier nanoTime;
    private final List<String> errors;
    private Progress progress;
    private boolean moreErrors;
    private long storedAt;

    CopyJournal(Bus bus, Leadership term, StopSignal stop, Copy copy, String node) {
        this.bus = bus;
        this.term = term;
        this.stop = stop;
        this.node = node;
        this.id = copy.id();
        this.nanoTime = System::nanoTime;
        this.errors = new ArrayList<>(copy.errors());
        this.progress = copy.progress();
    }

    Progress progress() {
        return progress;
    }

    void counted(long files, long bytes) throws CopyStoppedException {
        progress = new Progress(progress.filesDone(), progress.filesSkipped(), progress.filesFailed(), files,
                progress.bytesDone(), bytes, 0, progress.current(), progress.finished(), progress.pending());
        store();
    }

    void begin(RemotePath current) throws CopyStoppedException {
        progress = at(current, progress.finished(), progress.pending(), 0);
        tick(0);
    }

    /** From here on the file may stand at its destination: whoever takes over must know. */
    void pending(Pending pending, long moved) throws CopyStoppedException {
        progress = at(progress.current(), progress.finished(), pending, moved);
        store();
    }

    void done(Position at, long bytes) throws CopyStoppedException {
        progress = with(at, 1, 0, 0, bytes);
        tick(0);
    }

    /** @param bytes that no longer are to be copied */
    void skipped(Position at, long bytes) throws CopyStoppedException {
        progress = with(at, 0, 1, 0, bytes);
        tick(0);
    }

    void failed(Position at, RemotePath path, String why) throws CopyStoppedException {
        progress = with(at, 0, 0, 1, 0);
        complain(path, why);
    }

    /** Of what is no file, or was counted before. */
    void complain(RemotePath path, String why) throws CopyStoppedException {
        if (errors.size() < Store.MOST_ERRORS) {
            errors.add(RawNames.shown(path.text() + ": " + why));
            moreErrors = true;
        }
        tick(0);
    }

    boolean hasErrors() {
        return !errors.isEmpty() || progress.filesFailed() > 0;
    }

    private Progress with(Position finished, int done, int skipped, int failed, long bytes) {
        return new Progress(progress.filesDone() + done, progress.filesSkipped() + skipped,
                progress.filesFailed() + failed, progress.filesTotal(), progress.bytesDone() + bytes,
                progress.bytesTotal(), 0, progress.current(), finished, null);
    }

    private Progress at(RemotePath current, Position finished, Pending pending, long moved) {
        return new Progress(progress.filesDone(), progress.filesSkipped(), progress.filesFailed(),
                progress.filesTotal(), progress.bytesDone(), progress.bytesTotal(), moved, current, finished, pending);
    }

    /**
     * To be called often; one that is lost is followed by another.
     *
     * @param moved bytes of the file under way
     */
    void tick(long moved) throws CopyStoppedException {
        stop.check();
        if (nanoTime.getAsLong() - storedAt >= LIVE.toNanos() || storedAt == 0) {
            progress = at(progress.current(), progress.finished(), progress.pending(), moved);
            store();
        }
    }

    void store() throws CopyStoppedException {
        Progress now = progress;
        List<String> lines = moreErrors ? List.copyOf(errors) : null;
        write(token -> bus.request(Copies.STORE, new Store(id, now, lines, node, token)));
        moreErrors = false;
        storedAt = nanoTime.getAsLong();
    }

    /** Also of one that is told to stop: that it was cancelled is such an end. */
    void end(State state, String detail) {
        try {
            progress = at(null, progress.finished(), progress.pending(), 0);
            store();
            write(token -> bus.request(Copies.END, new End(id, state, RawNames.shown(detail), token)));
        } catch (CopyStoppedException e) {
            // Another node goes on and finds the same.
        }
    }

    private void write(Function<Token, Future<Done>> request) throws CopyStoppedException {
        while (term.isHeld()) {
            try {
                term.write(request).await();
                return;
            } catch (FailureException e) {
                if (e.failure().code() != FailureCode.UNAVAILABLE && e.failure().code() != FailureCode.TIMEOUT) {
                    break;
                }
            }
            stop.pause(AGAIN);
        }
        throw new CopyStoppedException();
    }
}
