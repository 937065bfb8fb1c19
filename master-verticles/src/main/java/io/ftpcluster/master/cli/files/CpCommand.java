package io.ftpcluster.master.cli.files;

import io.ftpcluster.master.cli.CommandException;
import io.ftpcluster.master.cli.remote.ExitCodes;
import io.ftpcluster.master.cli.remote.PortalClient;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Copies from server to server, or on one. */
@Command(name = "cp", description = "Copies files between servers, or on one; the bytes pass through this machine, which stores nothing. What is there already stays, without --force.", footer = {
        "", "Examples:", "  ftpcluster cp alpha:/reports/may.pdf beta:/archive/",
        "  ftpcluster cp -r alpha:/reports beta:"})
final class CpCommand implements Runnable {

    @Mixin
    private RemoteOptions options;

    @Mixin
    private TransferOptions transfer;

    @Parameters(arity = "2..*", paramLabel = "PATH", description = "What to copy, and at the end where to, each as ALIAS:PATH or URL.")
    private List<String> paths;

    @Override
    public void run() {
        List<RemoteAddress> sources = paths.subList(0, paths.size() - 1).stream().map(options::address).toList();
        RemoteAddress target = options.address(paths.getLast());
        if (sources.stream().anyMatch(source -> source.alias() == null)) {
            throw new CommandException(ExitCodes.USAGE, "name a server: " + RemoteAddress.FORM);
        }
        try (PortalFiles files = options.open()) {
            RemotePlace place = RemotePlace.of(files, target, sources.size() > 1);
            TransferBatch.run(files, transfer, false, (queue, report) -> {
                for (RemoteAddress source : sources) {
                    TransferBatch.attempt(report, source.shown(),
                            () -> copy(files, source, place.ofSegment(segment(source)), queue, report));
                }
            });
        }
    }

    private static String segment(RemoteAddress source) {
        return source.isTop() ? PortalClient.segment(source.alias()) : source.segments().getLast();
    }

    private void copy(PortalFiles files, RemoteAddress source, RemoteAddress target, TransferQueue queue,
            TransferReport report) {
        boolean folder = source.folder()
                || (transfer.recursive() && files.find(source).filter(RemoteInfo::folder).isPresent());
        if (target.isWithin(source)) {
            throw new CommandException(ExitCodes.REFUSED,
                    target.shown() + " is the same" + (folder ? ", or in it" : " file"));
        }
        if (!folder) {
            queue.add(new StreamTransfer.Copy(files, source, target, transfer, report, false), -1);
            return;
        }
        if (!transfer.recursive()) {
            throw new CommandException(ExitCodes.REFUSED, "it is a folder: say -r for all that is in it");
        }
        files.makeFolder(target);
        new RemoteTree<>(files, report, new Copying(files, queue, report)).walk(source.asFolder(), target.asFolder());
    }

    private final class Copying implements RemoteTree.Visitor<RemoteAddress> {

        private final PortalFiles files;
        private final TransferQueue queue;
        private final TransferReport report;

        Copying(PortalFiles files, TransferQueue queue, TransferReport report) {
            this.files = files;
            this.queue = queue;
            this.report = report;
        }

        @Override
        public Optional<RemoteAddress> folder(RemoteAddress parent, RemoteAddress folder, RemoteEntry entry) {
            RemoteAddress place = parent.child(entry.segment(), true);
            files.makeFolder(place);
            return Optional.of(place);
        }

        @Override
        public void file(RemoteAddress parent, RemoteAddress file, RemoteEntry entry) {
            queue.add(new StreamTransfer.Copy(files, file, parent.child(entry.segment(), false), transfer, report,
                    entry.size() >= 0), entry.size());
        }
    }
}
