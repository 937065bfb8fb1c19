package io.ftpcluster.master.cli.files;

import io.ftpcluster.master.cli.CommandException;
import io.ftpcluster.master.cli.remote.Confirmation;
import io.ftpcluster.master.cli.remote.ExitCodes;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code DELETE} of files and folders. */
@Command(name = "rm", description = "Deletes files and empty folders; with -r folders with all that is in them, after a question.", footer = {
        "", "Examples:", "  ftpcluster rm alpha:/reports/may.pdf", "  ftpcluster rm -r --yes alpha:/reports/old"})
final class RmCommand implements Runnable {

    @Mixin
    private RemoteOptions options;

    @Mixin
    private Confirmation meant;

    @Option(names = {"-r", "--recursive"}, description = "Folders with all that is in them.")
    private boolean recursive;

    @Parameters(arity = "1..*", paramLabel = "PATH", description = "ALIAS:PATH, or the URL.")
    private List<String> paths;

    @Override
    public void run() {
        List<RemoteAddress> addresses = paths.stream().map(options::address).toList();
        if (addresses.stream().anyMatch(RemoteAddress::isTop)) {
            throw new CommandException(ExitCodes.USAGE, "a server's own folder can't be deleted: name what is in it");
        }
        if (recursive) {
            meant.of("Delete " + addresses.stream().map(RemoteAddress::shown).collect(Collectors.joining(", "))
                    + " with all that is in there?");
        }
        try (PortalFiles files = options.open()) {
            TransferReport report = new TransferReport(files.screen(), false);
            for (RemoteAddress address : addresses) {
                TransferBatch.attempt(report, address.shown(), () -> {
                    report.expectFile();
                    files.remove(address, recursive);
                    report.done();
                });
            }
            if (files.screen().isJson()) {
                report.summarize();
            }
            report.requireAll();
        }
    }
}
