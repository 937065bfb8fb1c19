package io.ftpcluster.master.cli;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.backup.PortalBackup;
import io.ftpcluster.master.backup.PostgresPrograms;
import io.ftpcluster.master.node.Version;
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

/** The portal's state into one file. */
@Command(name = "backup", mixinStandardHelpOptions = true, versionProvider = VersionOption.class, description = "Writes the portal's database and keys into one file and reads it back, on the machine itself; the portal may run or not. Only for who may read its state.", footer = {
        "", "Examples:", "  ftpcluster backup /backups/portal.backup",
        "  ftpcluster backup --config /etc/ftpcluster/master.env --passphrase-file /root/passphrase /backups/portal.backup"})
public final class BackupCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Mixin
    private PortalLocation place;

    @Mixin
    private PassphraseOption passphrase;

    @Parameters(paramLabel = "FILE", description = "Where to; a file that isn't there.")
    private Path file;

    @Option(names = "--without-keys", description = "Leaves SECRET_KEY and FERNET_KEY out: without them nobody can read the stored passwords, nor restore the portal.")
    private boolean withoutKeys;

    @Option(names = "--keys-to", paramLabel = "FILE", description = "Writes the keys into a file of their own.")
    private Path keysFile;

    @Option(names = "--encrypt", description = "Asks for a passphrase, and encrypts with it.")
    private boolean encrypt;

    @Option(names = "--force", description = "Replaces files that are there.")
    private boolean force;

    @Option(names = "--pg-dump", paramLabel = "FILE", defaultValue = "pg_dump", description = "PostgreSQL's program (default: the one on the path).")
    private Path dump;

    @Option(names = "--pg-restore", paramLabel = "FILE", defaultValue = "pg_restore", description = "Likewise; it checks the copy.")
    private Path restore;

    @Override
    public void run() {
        if (withoutKeys && keysFile != null) {
            throw new CommandException(CommandException.USAGE, "--without-keys and --keys-to exclude each other");
        }
        if (keysFile != null && keysFile.toAbsolutePath().equals(file.toAbsolutePath())) {
            throw new CommandException(CommandException.USAGE, "--keys-to must name another file");
        }
        Optional<Secret> secret = passphrase.given(encrypt);
        PortalBackup.Keys keys = withoutKeys
                ? new PortalBackup.Keys.Nowhere()
                : keysFile != null ? new PortalBackup.Keys.Apart(keysFile) : new PortalBackup.Keys.Within();
        PortalBackup.Made made = new PortalBackup(place.state(), Version.text(), Clock.systemUTC())
                .make(new PortalBackup.Request(file, force, keys, secret, new PostgresPrograms(dump, restore)));
        PrintWriter out = spec.commandLine().getOut();
        out.println("Written and read back: " + made.text());
        if (keysFile != null) {
            out.println("The keys are in " + keysFile + ". Without them the backup can't be restored.");
        }
        if (secret.isPresent()) {
            out.println("It is encrypted: without the passphrase nobody can restore it.");
        } else if (!withoutKeys) {
            out.println("Whoever reads " + (keysFile == null ? "it" : "both")
                    + " can read every stored password: keep it as safe as the portal itself.");
        }
        out.flush();
    }
}
