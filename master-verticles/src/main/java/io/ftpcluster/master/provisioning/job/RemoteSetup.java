package io.ftpcluster.master.provisioning.job;

import io.ftpcluster.master.provisioning.ssh.ShellQuoting;
import io.ftpcluster.master.provisioning.ssh.SshConnection.ExecResult;
import io.ftpcluster.master.provisioning.ssh.SshConnection;
import io.ftpcluster.master.provisioning.ssh.SshConnector;
import io.ftpcluster.master.provisioning.ssh.SshOperationException;
import io.ftpcluster.master.provisioning.ssh.SshTarget;
import io.ftpcluster.master.provisioning.ssh.Sudo;
import io.ftpcluster.messages.Provisioning.SshCredential;
import io.ftpcluster.text.Printable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/** The set-up script on a server, in a folder of its own that only this login may enter; the folder goes when this is closed. */
final class RemoteSetup implements AutoCloseable {

    private static final Duration QUICK = Duration.ofSeconds(30);
    private static final Duration SENDING = Duration.ofMinutes(10);
    private static final int SCRIPT_MODE = 0700;
    private static final int SECRET_MODE = 0600;
    private static final int ARCHIVE_MODE = 0600;
    private static final byte[] NOTHING = {};
    private static final int MIB = 1 << 20;
    private static final int LONGEST_WORDS = 600;
    /** Also removes those that a node left when it was killed; no job lasts a day. */
    private static final String MAKE_FOLDER = "umask 077; find \"${HOME:-/nonexistent}\" /tmp -maxdepth 1 -type d -user \"$(id -u)\""
            + " \\( -name '.ftpcluster-setup.??????????' -o -name 'ftpcluster-setup.??????????' \\) -mmin +1440"
            + " -exec rm -rf {} + 2>/dev/null; mktemp -d \"${HOME:-/nonexistent}/.ftpcluster-setup.XXXXXXXXXX\""
            + " 2>/dev/null || mktemp -d /tmp/ftpcluster-setup.XXXXXXXXXX";
    private static final String FOLDER = "/[A-Za-z0-9_.@+/-]{1,200}/\\.?ftpcluster-setup\\.[A-Za-z0-9]{10}";

    private final SshConnection connection;
    private final Sudo sudo;
    private final String folder;

    private RemoteSetup(SshConnection connection, Sudo sudo, String folder) {
        this.connection = connection;
        this.sudo = sudo;
        this.folder = folder;
    }

    /** @param stop ends what runs there when it is given */
    static RemoteSetup open(SshConnector connector, SshTarget target, SshCredential credential, String fingerprint,
            String script, StopSignal stop) throws SshOperationException, StepException, JobStoppedException {
        SshConnection connection = stop.interruptibly(() -> connector.connect(target, credential, fingerprint));
        boolean opened = false;
        try {
            stop.onStop(connection::interrupt);
            Sudo sudo = Sudo.find(connection,
                    credential.sudoPassword() == null ? credential.password() : credential.sudoPassword());
            RemoteSetup setup = new RemoteSetup(connection, sudo, makeFolder(connection));
            try {
                connection.upload(script, setup.path("ftpcluster-setup.sh"), SCRIPT_MODE, QUICK);
                opened = true;
                return setup;
            } finally {
                if (!opened) {
                    setup.close();
                }
            }
        } finally {
            if (!opened) {
                connection.close();
            }
        }
    }

    private static String makeFolder(SshConnection connection) throws SshOperationException, StepException {
        ExecResult made = connection.exec("sh -c " + ShellQuoting.quote(MAKE_FOLDER), NOTHING, QUICK, line -> {});
        String folder = lastLine(made.out());
        if (made.exitCode() != 0 || !folder.matches(FOLDER)) {
            throw new StepException(
                    "No folder can be made on " + connection.target().alias() + ", neither in the login's"
                            + " home nor in /tmp (\"" + Printable.line(lastLine(made.err()), LONGEST_WORDS)
                            + "\"). Look whether the disk is full or read-only.");
        }
        return folder;
    }

    void send(Path archive, String name, Consumer<String> progress) throws SshOperationException {
        connection.upload(archive, path(name), ARCHIVE_MODE, SENDING,
                sent -> progress.accept("sending " + name + ": " + sent / MIB + " MiB"));
    }

    void sendSecret(String secret, String name) throws SshOperationException {
        connection.upload(secret + "\n", path(name), SECRET_MODE, QUICK);
    }

    void remove(String name) throws SshOperationException {
        sudo.run("rm -f -- " + ShellQuoting.quote(path(name)), QUICK, line -> {});
    }

    /** What the script says; fails with its last words when it did. */
    ExecResult run(String step, Duration deadline, Consumer<String> lines) throws SshOperationException, StepException {
        ExecResult result = sudo.run("exec bash " + ShellQuoting.command(path("ftpcluster-setup.sh"), step), deadline,
                lines);
        String words = Printable.line(lastLine(result.err()).replaceFirst("^ftpcluster-setup: ", ""), LONGEST_WORDS);
        return switch (result.exitCode()) {
            case 0 -> result;
            case 3 ->
                throw new StepException(connection.target().alias() + " has an FTP daemon that isn't the portal's: "
                        + words + " - To have the portal take it as it is, with the agent only, begin another job with"
                        + " existing_daemon: keep. Once it was taken off the server, retry this one.");
            default -> throw new StepException(words.isEmpty()
                    ? "The set-up script on " + connection.target().alias() + " ended with code " + result.exitCode()
                            + " in its step " + step
                            + " and did not say why. Look at the server's log (journalctl), and" + " retry."
                    : words);
        };
    }

    private static String lastLine(String text) {
        String stripped = text.strip();
        return stripped.substring(stripped.lastIndexOf('\n') + 1).strip();
    }

    private String path(String name) {
        return folder + "/" + name;
    }

    /** Best effort: what a server that is gone has left, nobody can remove. */
    @Override
    public void close() {
        connection.tidyUp();
        try {
            sudo.run("rm -rf -- " + ShellQuoting.quote(folder), QUICK, line -> {});
        } catch (SshOperationException e) {
            // The connection is gone; the folder has a secret at most that works once, for an hour.
        } finally {
            connection.close();
        }
    }
}
