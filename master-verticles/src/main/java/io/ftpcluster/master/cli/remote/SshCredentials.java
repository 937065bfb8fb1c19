package io.ftpcluster.master.cli.remote;

import io.ftpcluster.bus.Secret;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** How the portal logs in on a machine; it uses this for one job, and forgets it. */
final class SshCredentials {

    @Option(names = "--ssh-key", paramLabel = "FILE", description = "Private key, OpenSSH or PEM. Without it a password is asked for.")
    private Path key;

    @Option(names = "--ssh-passphrase-file", paramLabel = "FILE", description = "The key's passphrase is its first line; - is standard input.")
    private Path passphraseFile;

    @Option(names = "--ask-passphrase", description = "Asks for the key's passphrase.")
    private boolean askPassphrase;

    @Option(names = "--ssh-password-file", paramLabel = "FILE", description = "The login's password is its first line; - is standard input.")
    private Path passwordFile;

    @Option(names = "--sudo-password-file", paramLabel = "FILE", description = "What sudo asks for, where it isn't the login's password.")
    private Path sudoFile;

    @Option(names = "--ask-sudo-password", description = "Asks for what sudo asks for.")
    private boolean askSudo;

    /** Asks where it must. */
    RequestBody into(RequestBody body) {
        Secret password = null;
        if (passwordFile != null) {
            password = SecretInput.firstLine(passwordFile, "--ssh-password-file");
        } else if (key == null) {
            password = SecretInput.ask("SSH password", "use --ssh-key or --ssh-password-file");
        }
        return body.with("ssh_password", password)
                .with("ssh_private_key", key == null ? null : SecretInput.whole(key, "--ssh-key"))
                .with("ssh_passphrase", read(passphraseFile, "--ssh-passphrase-file", askPassphrase, "Passphrase"))
                .with("sudo_password", read(sudoFile, "--sudo-password-file", askSudo, "Password for sudo"));
    }

    private static Secret read(Path file, String option, boolean ask, String what) {
        return file != null ? SecretInput.firstLine(file, option) : ask ? SecretInput.ask(what, "use " + option) : null;
    }
}
