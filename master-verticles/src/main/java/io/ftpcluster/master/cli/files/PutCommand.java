package io.ftpcluster.master.cli.files;

import io.ftpcluster.master.cli.CommandException;
import io.ftpcluster.master.cli.remote.ExitCodes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Uploads. */
@Command(name = "put", description = "Uploads files. Each gets its name when it is whole; what is there already stays, without --force.", footer = {
        "", "Examples:", "  ftpcluster put report.pdf alpha:/reports/",
        "  ftpcluster put -r --parallel 8 photos alpha:/archive", "  pg_dump shop | ftpcluster put - alpha:/shop.sql"})
final class PutCommand implements Runnable {

    private static final String INPUT = "-";

    @Mixin
    private RemoteOptions options;

    @Mixin
    private TransferOptions transfer;

    @Parameters(arity = "2..*", paramLabel = "PATH", description = "What to upload, where - is standard input, and at the end where to, as ALIAS:PATH or URL.")
    private List<String> paths;

    @Override
    public void run() {
        List<String> sources = paths.subList(0, paths.size() - 1);
        RemoteAddress target = options.address(paths.getLast());
        boolean fromInput = sources.contains(INPUT);
        if (fromInput && (sources.size() > 1 || transfer.recursive() || transfer.resume() || target.folder())) {
            throw new CommandException(ExitCodes.USAGE,
                    "standard input becomes one file, from its beginning: name that, as in alpha:/shop.sql");
        }
        for (String source : sources) {
            if (!fromInput) {
                check(source);
            }
        }
        try (PortalFiles files = options.open()) {
            RemotePlace place = RemotePlace.of(files, target, sources.size() > 1);
            TransferBatch.run(files, transfer, false, (queue, report) -> {
                if (fromInput) {
                    queue.add(new StreamTransfer.FromInput(files, System.in, target, transfer.force(), report), -1);
                    return;
                }
                for (String each : sources) {
                    Path source = Path.of(each);
                    TransferBatch.attempt(report, LocalProblem.shown(source),
                            () -> new LocalTree(files, transfer, queue, report).put(source, place.of(nameOf(source))));
                }
            });
        }
    }

    private void check(String source) {
        if (RemoteAddress.isRemote(source)) {
            throw new CommandException(ExitCodes.USAGE, source
                    + " is remote, and put uploads what is local: cp copies between servers; a local path with a colon begins with ./");
        }
        Path path = Path.of(source);
        if (!Files.exists(path)) {
            throw new CommandException(ExitCodes.USAGE, "there is no " + LocalProblem.shown(path));
        }
        if (Files.isDirectory(path) && !transfer.recursive()) {
            throw new CommandException(ExitCodes.USAGE,
                    LocalProblem.shown(path) + " is a folder: say -r for all that is in it");
        }
    }

    /** Also of . and of paths that end in .. */
    private static String nameOf(Path source) {
        Path name = source.toAbsolutePath().normalize().getFileName();
        if (name == null) {
            throw new CommandException(ExitCodes.USAGE, source + " has no name: name a folder in it");
        }
        return name.toString();
    }
}
