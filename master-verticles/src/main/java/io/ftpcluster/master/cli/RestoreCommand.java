package io.ftpcluster.master.cli;

import io.ftpcluster.master.backup.PortalRestore;
import io.ftpcluster.master.backup.PortalState;
import io.ftpcluster.master.backup.PostgresPrograms;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A backup back in place. */
@Command(name = "restore", mixinStandardHelpOptions = true, versionProvider = VersionOption.class, description = "Brings a backup back, on the machine itself; the portal must be stopped. All of it is checked before anything is touched, and what was there is kept beside it.", footer = {
        "", "Examples:", "  ftpcluster restore --check portal.backup",
        "  ftpcluster restore --config /etc/ftpcluster/master.env portal.backup"})
public final class RestoreCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Mixin
    private PortalLocation place;

    @Mixin
    private PassphraseOption passphrase;

    @Parameters(paramLabel = "FILE", description = "The backup.")
    private Path file;

    @Option(names = "--keys", paramLabel = "FILE", description = "The file of keys that belongs to it, when they aren't in it.")
    private Path keys;

    @Option(names = "--replace", description = "Of PostgreSQL: the database may have a portal's tables; they are kept in a schema before_restore_TIME.")
    private boolean replace;

    @Option(names = "--check", description = "Only checks the file; touches nothing, and needs no stopped portal.")
    private boolean checkOnly;

    @Option(names = "--pg-restore", paramLabel = "FILE", defaultValue = "pg_restore", description = "PostgreSQL's program (default: the one on the path).")
    private Path restore;

    @Override
    public void run() {
        PortalRestore.Request request = new PortalRestore.Request(file, Optional.ofNullable(keys),
                passphrase.existing(PortalRestore.isEncrypted(file)), replace);
        PostgresPrograms programs = new PostgresPrograms(PostgresPrograms.ON_THE_PATH.dump(), restore);
        PrintWriter out = spec.commandLine().getOut();
        if (checkOnly) {
            out.println("Whole, and fit for this version: the backup " + PortalRestore.check(request, programs));
            out.flush();
            return;
        }
        PortalState state = place.state();
        PortalRestore.Restored restored = new PortalRestore(state, programs, Clock.systemUTC()).run(request);
        if (restored.finished()) {
            out.println("A restore that had been interrupted is ended now: the backup " + restored.backup());
            out.println("If it is another one that you want, run this again.");
        } else {
            out.println("Restored into " + state.place() + ": the backup " + restored.backup());
            restored.aside().ifPresent(aside -> out.println("What was there before is in " + aside + "."));
        }
        if (restored.otherSecretKey()) {
            out.println("SECRET_KEY is another one than the backup's: everybody logs in anew.");
        }
        out.flush();
    }
}
