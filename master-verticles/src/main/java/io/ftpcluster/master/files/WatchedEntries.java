package io.ftpcluster.master.files;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.messages.FileStreams;
import io.ftpcluster.messages.Files;
import java.util.List;

/** A folder's list that breaks off when whoever reads it may not any more. */
final class WatchedEntries implements FileStreams.Entries {

    private final FileStreams.Entries entries;
    private final AccessWatch.Work work;
    private volatile Failure ended;

    WatchedEntries(FileStreams.Entries entries, AccessWatch watch, AccessWatch.Grounds grounds) {
        this.entries = entries;
        this.work = watch.begin(grounds, this::end);
    }

    /** Closing wakes a reader that waits. */
    private void end(Failure why) {
        ended = why;
        entries.close();
    }

    @Override
    public List<Files.Info> next() {
        List<Files.Info> next;
        try {
            refuseWhenEnded();
            next = entries.next();
        } catch (RuntimeException e) {
            work.over();
            refuseWhenEnded();
            throw e;
        }
        refuseWhenEnded();
        if (!entries.hasMore()) {
            work.over();
        }
        return next;
    }

    private void refuseWhenEnded() {
        if (ended != null) {
            throw ended.exception();
        }
    }

    @Override
    public boolean hasMore() {
        return entries.hasMore();
    }

    @Override
    public String incomplete() {
        return entries.incomplete();
    }

    @Override
    public void close() {
        work.over();
        entries.close();
    }
}
