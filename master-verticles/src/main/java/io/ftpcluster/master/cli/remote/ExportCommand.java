package io.ftpcluster.master.cli.remote;

import io.ftpcluster.env.FileProblem;
import io.ftpcluster.master.cli.CommandException;
import io.ftpcluster.master.cli.VersionOption;
import io.ftpcluster.master.cli.fleet.FleetFileReader;
import io.ftpcluster.master.cli.fleet.FleetWriter;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes what a portal has as a file for {@link ApplyCommand}. */
@Command(name = "export", versionProvider = VersionOption.class, description = "Writes servers, users, stored logins and permissions as a YAML file for apply, without any secret. The same fleet is the same bytes.", footer = {
        "", "Examples:", "  ftpcluster export -o fleet.yaml", "  ftpcluster export | ftpcluster apply --dry-run -f -"})
final class ExportCommand implements Runnable {

    @Mixin
    private PortalOptions options;

    @Option(names = {"-o",
            "--output"}, paramLabel = "FILE", description = "Where it goes (default: standard output, with --json as one JSON text).")
    private Path output;

    @Override
    public void run() {
        try (Portal portal = options.open()) {
            String text = FleetWriter.write(FleetListing.of(portal));
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            if (bytes.length > FleetFileReader.mostBytes()) {
                portal.screen()
                        .remark("The fleet has more than " + (FleetFileReader.mostBytes() >> 20)
                                + " MiB, which apply doesn't take: cut the file in several");
            }
            if (output != null) {
                save(bytes);
                portal.screen().remark("Wrote " + output + ".");
            } else if (portal.screen().isJson()) {
                portal.screen().json(new Answer(200, null, new JsonObject().put("fleet", text).encode()));
            } else {
                portal.screen().print(text);
            }
        }
    }

    /** In one step, so that there is a whole file or the one before. */
    private void save(byte[] bytes) {
        try {
            // A link stays one; so does what is no file, such as /dev/stdout.
            Path file = Files.exists(output) ? output.toRealPath() : output.toAbsolutePath();
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                Files.write(file, bytes);
                return;
            }
            Path part = file.resolveSibling("." + file.getFileName() + "." + ProcessHandle.current().pid() + ".part");
            try {
                Files.write(part, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                if (Files.exists(file)) {
                    Files.setPosixFilePermissions(part, Files.getPosixFilePermissions(file));
                }
                Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            CommandException failed = new CommandException(ExitCodes.REFUSED,
                    "can't write " + output + ": " + FileProblem.text(e));
            failed.initCause(e);
            throw failed;
        }
    }
}
