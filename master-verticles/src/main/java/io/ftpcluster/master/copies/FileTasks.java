package io.ftpcluster.master.copies;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.messages.Copies.Copy;
import io.ftpcluster.messages.Copies.Position;
import io.ftpcluster.messages.Copies.Source;
import io.ftpcluster.messages.Files.Location;
import io.ftpcluster.messages.RemotePath;
import io.ftpcluster.messages.Servers;
import java.util.ArrayList;
import java.util.List;

/** What the positions of a copy stand for: from where to where a file goes, and how. */
final class FileTasks {

    private final Bus bus;
    private final Copy copy;
    private final UserFiles files;
    private final CopyJournal journal;
    private final StopSignal stop;

    FileTasks(Bus bus, Copy copy, UserFiles files, CopyJournal journal, StopSignal stop) {
        this.bus = bus;
        this.copy = copy;
        this.files = files;
        this.journal = journal;
        this.stop = stop;
    }

    boolean isRename(Source source) {
        return RequiredRights.isRename(copy.operation(), source.location(), copy.destination());
    }

    FileWork workFor(Source source) {
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

    FileTask task(Position at) {
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
    Location targetOf(Location source) {
        return source.path().isTop() ? copy.destination() : UserFiles.in(copy.destination(), source.path().name());
    }

    /** One at most, but for sources of the same path on several servers. */
    List<FileTask> tasksOf(RemotePath path) {
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
}
