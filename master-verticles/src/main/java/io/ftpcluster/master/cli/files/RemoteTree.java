package io.ftpcluster.master.cli.files;

import io.ftpcluster.master.cli.CommandException;
import io.ftpcluster.master.cli.remote.ExitCodes;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Optional;

/**
 * A folder with all that is below it, depth first. A list shows a link to a folder as the folder that it leads to, so a link to
 * a folder above would go on for ever: what looks the same several times, one in the other, is not entered again.
 *
 * @param <T> what becomes of a folder, such as its place here
 */
final class RemoteTree<T> {

    private static final int DEEPEST = 64;
    private static final int SAME = 4;

    /** Is shown all that is there. */
    interface Visitor<T> {

        /** A folder's whole list, before anything in it. */
        default void content(RemoteAddress folder, FolderContent content) {}

        /** @return empty: it isn't entered */
        Optional<T> folder(T parent, RemoteAddress folder, RemoteEntry entry);

        void file(T parent, RemoteAddress file, RemoteEntry entry);
    }

    private final PortalFiles files;
    private final TransferReport report;
    private final Visitor<T> visitor;
    private final Deque<Integer> above = new ArrayDeque<>();

    RemoteTree(PortalFiles files, TransferReport report, Visitor<T> visitor) {
        this.files = files;
        this.report = report;
        this.visitor = visitor;
    }

    /** What can't be read is told to the report. */
    void walk(RemoteAddress folder, T place) {
        TransferBatch.attempt(report, folder.shown(), () -> {
            FolderContent content = files.list(folder);
            int look = content.entries().hashCode();
            if (above.size() >= DEEPEST || isCircle(content, look)) {
                throw new CommandException(ExitCodes.REFUSED,
                        "is left out, as links seem to lead in a circle, or folders are deeper than " + DEEPEST);
            }
            above.push(look);
            try {
                enter(folder, place, content);
            } finally {
                above.pop();
            }
        });
    }

    private boolean isCircle(FolderContent content, int look) {
        return !content.entries().isEmpty() && Collections.frequency(above, look) >= SAME;
    }

    private void enter(RemoteAddress folder, T place, FolderContent content) {
        visitor.content(folder, content);
        content.incomplete()
                .ifPresent(why -> report.failed(folder.shown(),
                        new CommandException(ExitCodes.REFUSED, "the list isn't whole: " + why)));
        for (RemoteEntry entry : content.entries()) {
            boolean isFolder = entry.type() == RemoteEntry.Type.FOLDER;
            RemoteAddress address = folder.child(entry.segment(), isFolder);
            if (entry.type() == RemoteEntry.Type.LINK) {
                report.remark(address.shown() + " is a link and left out");
            } else if (isFolder) {
                TransferBatch.attempt(report, address.shown(),
                        () -> visitor.folder(place, address, entry).ifPresent(inside -> walk(address, inside)));
            } else {
                TransferBatch.attempt(report, address.shown(), () -> visitor.file(place, address, entry));
            }
        }
    }
}
