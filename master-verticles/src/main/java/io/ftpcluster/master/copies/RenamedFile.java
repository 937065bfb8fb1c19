package io.ftpcluster.master.copies;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.messages.Copies.Conflict;
import io.ftpcluster.messages.Files.Location;

/** A file that stays on its server, and so only gets another name. */
final class RenamedFile implements FileWork {

    private static final int MOST_NUMBERS = 1000;

    private final UserFiles files;
    private final Conflict conflict;
    private final StopSignal stop;

    RenamedFile(UserFiles files, Conflict conflict, StopSignal stop) {
        this.files = files;
        this.conflict = conflict;
        this.stop = stop;
    }

    @Override
    public Outcome attempt(FileTask task, boolean again) throws CopyStoppedException {
        for (int number = 1; number <= MOST_NUMBERS; number++) {
            stop.check();
            Location target = UserFiles.in(task.folder(), NumberedName.of(task.name(), number));
            try {
                files.rename(task.source(), target.path(), conflict == Conflict.REPLACE);
                return Outcome.DONE;
            } catch (FailureException e) {
                if (again && UserFiles.isAbsent(e) && files.find(target).isPresent()) {
                    // The answer to the attempt before was lost.
                    return Outcome.DONE;
                }
                if (e.failure().code() != FailureCode.EXISTS) {
                    throw e;
                }
            }
            if (conflict == Conflict.SKIP) {
                return Outcome.SKIPPED;
            }
        }
        throw Failure.conflict("there are " + MOST_NUMBERS + " of its name already").exception();
    }

    @Override
    public void discard(FileTask task) {
        // A name is there or not.
    }

    @Override
    public long moved() {
        return 0;
    }
}
