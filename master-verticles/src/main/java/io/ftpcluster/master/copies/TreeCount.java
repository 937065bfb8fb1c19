package io.ftpcluster.master.copies;

import io.ftpcluster.bus.FailureException;
import io.ftpcluster.messages.Copies.Source;
import io.ftpcluster.messages.Files.Info;
import io.ftpcluster.messages.Files.Location;
import io.ftpcluster.messages.Files;
import java.util.List;

/** How much there is to copy, so that people see how far it is; what can't be listed now isn't counted. */
final class TreeCount {

    private final UserFiles userFiles;
    private final CopyJournal journal;
    private long files;
    private long bytes;

    TreeCount(UserFiles userFiles, CopyJournal journal) {
        this.userFiles = userFiles;
        this.journal = journal;
    }

    void run(List<Source> sources) throws CopyStoppedException {
        for (Source source : sources) {
            count(source.location());
        }
        journal.counted(files, bytes);
    }

    private void count(Location source) throws CopyStoppedException {
        try {
            Info info = userFiles.stat(source);
            if (info.type() == Files.Type.DIRECTORY) {
                folder(source, 0);
            } else {
                add(info);
            }
        } catch (FailureException e) {
            // Told when its turn comes.
            files++;
        }
    }

    private void folder(Location folder, int depth) throws CopyStoppedException {
        journal.tick(0);
        if (depth >= CopyWalk.DEEPEST) {
            return;
        }
        List<Info> entries;
        try {
            entries = userFiles.list(folder).entries();
        } catch (FailureException e) {
            return;
        }
        for (Info entry : entries) {
            if (entry.type() == Files.Type.DIRECTORY) {
                folder(UserFiles.in(folder, entry.name()), depth + 1);
            } else {
                add(entry);
            }
        }
    }

    private void add(Info info) {
        files++;
        bytes += Math.max(0, info.size());
    }
}
