package io.ftpcluster.master.copies;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.leadership.Leadership;
import io.ftpcluster.messages.Copies.Copy;
import io.ftpcluster.messages.Copies.Operation;
import io.ftpcluster.messages.Copies.Progress;
import io.ftpcluster.messages.Copies.State;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One copy on a thread of its own: settles what another run may have left, has the {@link CopyWalk} do the rest, and ends it, or leaves it to
 * another node.
 */
final class CopyRun {

    private static final Logger LOG = LoggerFactory.getLogger(CopyRun.class);

    private final Copy copy;
    private final StopSignal stop = new StopSignal();
    private final Retries retries = new Retries(stop);
    private final CopyJournal journal;
    private final UserFiles files;
    private final FileTasks tasks;
    private final CopyWalk walk;

    CopyRun(Bus bus, Leadership term, Copy copy, String node) {
        this.copy = copy;
        this.journal = new CopyJournal(bus, term, stop, copy, node);
        this.files = new UserFiles(bus, copy);
        this.tasks = new FileTasks(bus, copy, files, journal, stop);
        this.walk = new CopyWalk(bus, copy, tasks, files, journal, retries);
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
        walk.settle();
        boolean renames = copy.sources().stream().allMatch(tasks::isRename);
        if (copy.progress().filesTotal() < 0 && !renames) {
            new TreeCount(files, journal).run(copy.sources());
        }
        walk.run();
        if (renames) {
            Progress now = journal.progress();
            journal.counted(now.filesDone() + now.filesSkipped() + now.filesFailed(), now.bytesTotal());
        }
    }

    /** Of a file that was under way when another node did it, only its path is known. */
    private void discardCurrent() {
        FileTask current = walk.current();
        List<FileTask> left = current == null ? tasks.tasksOf(copy.progress().current()) : List.of(current);
        for (FileTask task : left) {
            try {
                tasks.workFor(copy.sources().get(task.at().source())).discard(task);
            } catch (FailureException e) {
                LOG.debug("What is left of {} stays", task.name(), e);
            }
        }
    }
}
