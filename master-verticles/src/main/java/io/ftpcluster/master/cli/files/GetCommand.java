package io.ftpcluster.master.cli.files;

import io.ftpcluster.master.cli.CommandException;
import io.ftpcluster.master.cli.remote.ExitCodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Downloads. */
@Command(name = "get", description = "Downloads files. Each gets its name when it is whole; what is there already stays, without --force.", footer = {
        "", "Examples:", "  ftpcluster get alpha:/reports/may.pdf",
        "  ftpcluster get -r --resume alpha:/reports backup", "  ftpcluster get alpha:/dump.sql.gz - | gunzip"})
final class GetCommand implements Runnable {

    private static final String OUTPUT = "-";

    @Mixin
    private RemoteOptions options;

    @Mixin
    private TransferOptions transfer;

    @Parameters(arity = "1..*", paramLabel = "PATH", description = "What to download, as ALIAS:PATH or URL, and where to, if not to this folder; - is standard output.")
    private List<String> paths;

    @Override
    public void run() {
        boolean named = !RemoteAddress.isRemote(paths.getLast());
        String target = named ? paths.getLast() : ".";
        List<RemoteAddress> sources = paths.subList(0, paths.size() - (named ? 1 : 0))
                .stream()
                .map(options::address)
                .toList();
        if (sources.isEmpty()) {
            throw new CommandException(ExitCodes.USAGE,
                    "say what to download: " + target + " is local, and a remote path is " + RemoteAddress.FORM);
        }
        boolean toOutput = target.equals(OUTPUT);
        if (toOutput && (sources.size() > 1 || transfer.recursive() || transfer.resume())) {
            throw new CommandException(ExitCodes.USAGE, "standard output takes one file, from its beginning");
        }
        Path place = Path.of(target);
        boolean into = Files.isDirectory(place);
        if (!toOutput && !into && (target.endsWith("/") || sources.size() > 1)) {
            throw new CommandException(ExitCodes.USAGE, "there is no folder " + LocalProblem.shown(place));
        }
        try (PortalFiles files = options.open()) {
            TransferBatch.run(files, transfer, toOutput, (queue, report) -> {
                for (RemoteAddress source : sources) {
                    if (toOutput) {
                        queue.add(new StreamTransfer.ToOutput(files, source, report), -1);
                    } else {
                        TransferBatch.attempt(report, source.shown(),
                                () -> get(files, source, into ? inside(place, source) : place, queue, report));
                    }
                }
            });
        }
    }

    /** All servers together have no name, and lie in the folder itself. */
    private static Path inside(Path folder, RemoteAddress source) {
        return source.alias() == null ? folder : child(folder, source.name());
    }

    private void get(PortalFiles files, RemoteAddress source, Path target, TransferQueue queue, TransferReport report) {
        boolean folder = source.folder()
                || (transfer.recursive() && files.find(source).filter(RemoteInfo::folder).isPresent());
        if (!folder) {
            queue.add(new Download(files, source, target, transfer, report, false), -1);
            return;
        }
        if (!transfer.recursive()) {
            throw new CommandException(ExitCodes.REFUSED, "it is a folder: say -r for all that is in it");
        }
        if (!Files.isDirectory(target)) {
            makeFolder(target);
        }
        new RemoteTree<>(files, report, new Saving(files, queue, report)).walk(source.asFolder(), target);
    }

    private final class Saving implements RemoteTree.Visitor<Path> {

        private final PortalFiles files;
        private final TransferQueue queue;
        private final TransferReport report;

        Saving(PortalFiles files, TransferQueue queue, TransferReport report) {
            this.files = files;
            this.queue = queue;
            this.report = report;
        }

        /** A link that is here already would lead out of the folder. */
        @Override
        public Optional<Path> folder(Path parent, RemoteAddress folder, RemoteEntry entry) {
            Path place = child(parent, entry.name());
            if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
                makeFolder(place);
            }
            return Optional.of(place);
        }

        @Override
        public void file(Path parent, RemoteAddress file, RemoteEntry entry) {
            queue.add(new Download(files, file, child(parent, entry.name()), transfer, report, entry.size() >= 0),
                    entry.size());
        }
    }

    private static Path child(Path folder, String name) {
        try {
            return folder.resolve(RemoteName.local(name));
        } catch (InvalidPathException e) {
            CommandException failed = new CommandException(ExitCodes.REFUSED,
                    "this system can't name a file like that: " + e.getReason());
            failed.initCause(e);
            throw failed;
        }
    }

    private static void makeFolder(Path place) {
        try {
            Files.createDirectory(place);
        } catch (IOException e) {
            throw LocalProblem.writing(place, e);
        }
    }
}
