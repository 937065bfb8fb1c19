package io.ftpcluster.master.cli.files;

import io.ftpcluster.master.cli.CommandException;
import io.ftpcluster.master.cli.remote.ExitCodes;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code MKCOL}. */
@Command(name = "mkdir", description = "Makes folders on servers.", footer = {"", "Example:",
        "  ftpcluster mkdir -p alpha:/reports/2031/may"})
final class MkdirCommand implements Runnable {

    @Mixin
    private RemoteOptions options;

    @Option(names = {"-p",
            "--parents"}, description = "Those above, too; and it is no failure when they are there already.")
    private boolean parents;

    @Parameters(arity = "1..*", paramLabel = "PATH", description = "ALIAS:PATH, or the URL.")
    private List<String> paths;

    @Override
    public void run() {
        List<RemoteAddress> addresses = paths.stream().map(options::address).toList();
        if (addresses.stream().anyMatch(RemoteAddress::isTop)) {
            throw new CommandException(ExitCodes.USAGE, "a server's own folder is there already: name one in it");
        }
        try (PortalFiles files = options.open()) {
            TransferReport report = new TransferReport(files.screen(), false);
            for (RemoteAddress address : addresses) {
                TransferBatch.attempt(report, address.shown(), () -> {
                    report.expectFile();
                    make(files, address);
                    report.done();
                });
            }
            if (files.screen().isJson()) {
                report.summarize();
            }
            report.requireAll();
        }
    }

    private void make(PortalFiles files, RemoteAddress address) {
        if (parents) {
            files.makeFolders(address);
        } else if (!files.makeFolder(address)) {
            throw new CommandException(ExitCodes.REFUSED, "something with this name is there already");
        }
    }
}
