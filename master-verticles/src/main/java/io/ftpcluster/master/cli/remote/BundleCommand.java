package io.ftpcluster.master.cli.remote;

import io.ftpcluster.env.FileProblem;
import io.ftpcluster.master.cli.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code GET /servers/{id}/bundle}. */
@Command(name = "bundle", description = "Downloads what makes a machine this server, to be carried there: the set-up script, the agent and its Java, and a secret that works once, for an hour.", footer = {
        "", "Example:", "  ftpcluster server bundle alpha --output alpha.tar.gz"})
final class BundleCommand implements Runnable {

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @Mixin
    private PortalOptions options;

    @Option(names = {"-o",
            "--output"}, paramLabel = "FILE", description = "Where it goes (default: ftpcluster-ALIAS.tar.gz in this folder).")
    private Path output;

    @Parameters(paramLabel = "ALIAS", description = "Alias or id of the server.")
    private String alias;

    @Override
    public void run() {
        Path file = output != null
                ? output.toAbsolutePath()
                : Path.of("ftpcluster-" + alias.replaceAll("[^A-Za-z0-9._@-]", "_") + ".tar.gz").toAbsolutePath();
        Path folder = file.getParent();
        if (Files.isDirectory(file) || folder == null || !Files.isWritable(folder)) {
            throw new CommandException(ExitCodes.USAGE,
                    "can't write " + file + ": name a file by --output, in a folder" + " that you may write to");
        }
        try (Portal portal = options.open()) {
            save(portal, file, folder);
            portal.screen().remark("Wrote " + file + ". Within an hour, as root on the machine:");
            portal.screen()
                    .remark("  mkdir -m 700 setup && tar -xzf " + file.getFileName()
                            + " -C setup && setup/ftpcluster-setup.sh");
        }
    }

    /** In one step, so that there is a whole bundle or none. Files that are made this way are their owner's alone. */
    private void save(Portal portal, Path file, Path folder) {
        try {
            Path part = Files.createTempFile(folder, "." + file.getFileName(), ".part");
            try {
                portal.checked(portal.client().download(ServerPath.of(alias, "bundle"), part, PATIENCE));
                Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            CommandException failed = new CommandException(ExitCodes.REFUSED,
                    "can't write " + file + ": " + FileProblem.text(e));
            failed.initCause(e);
            throw failed;
        }
    }
}
