package io.ftpcluster.master.provisioning.ssh;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.provisioning.ssh.SshConnection.ExecResult;
import io.ftpcluster.text.Printable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;

/** How this login becomes root: it is, or by sudo, with or without a password, which goes to its standard input. */
public final class Sudo {

    private static final Duration QUICK = Duration.ofSeconds(30);
    private static final byte[] NOTHING = {};
    private static final int LONGEST_WORDS = 300;

    private final SshConnection connection;
    private final String prefix;
    private final byte[] input;

    private Sudo(SshConnection connection, String prefix, byte[] input) {
        this.connection = connection;
        this.prefix = prefix;
        this.input = input;
    }

    /** @param password for sudo, where it asks for one; null: there is none */
    public static Sudo find(SshConnection connection, Secret password) throws SshOperationException {
        ExecResult id = connection.exec("id -u", NOTHING, QUICK, line -> {});
        if (id.exitCode() != 0 || !id.out().strip().matches("[0-9]+")) {
            throw new SshOperationException("The login on " + connection.target().name() + " runs no commands (\""
                    + Printable.line((id.out() + id.err()).strip(), LONGEST_WORDS)
                    + "\"). Use one with an ordinary shell.");
        }
        if (id.out().strip().equals("0")) {
            return new Sudo(connection, "", NOTHING);
        }
        return findSudo(connection, password);
    }

    private static Sudo findSudo(SshConnection connection, Secret password) throws SshOperationException {
        if (connection.exec("sh -c 'command -v sudo >/dev/null'", NOTHING, QUICK, line -> {}).exitCode() != 0) {
            throw failure(connection, "it isn't root, and there is no sudo. Log in as root, or install sudo");
        }
        Sudo without = new Sudo(connection, "env LC_ALL=C sudo -n -- ", NOTHING);
        ExecResult tried = without.run("true", QUICK, line -> {});
        if (tried.exitCode() == 0) {
            return without;
        }
        requireNoTerminal(connection, tried.err());
        if (password == null) {
            throw failure(connection,
                    "sudo asks for a password. Give sudo_password, or allow this user sudo without one"
                            + " (NOPASSWD)");
        }
        // What sudo remembers of an earlier password would leave this one to be read by the command.
        Sudo with = new Sudo(connection, "env LC_ALL=C sudo -k -S -p '' -- ",
                (password.value() + "\n").getBytes(StandardCharsets.UTF_8));
        tried = with.run("true", QUICK, line -> {});
        if (tried.exitCode() != 0) {
            throw refused(connection, tried.err());
        }
        return with;
    }

    private static SshOperationException refused(SshConnection connection, String said) throws SshOperationException {
        requireNoTerminal(connection, said);
        if (said.contains("not in the sudoers") || said.contains("not allowed") || said.contains("may not run")) {
            return failure(connection,
                    "sudo doesn't let this user become root. Add it to the group sudo (usermod -aG sudo"
                            + " NAME), or log in as root");
        }
        if (said.contains("try again") || said.contains("incorrect password") || said.contains("no password")
                || said.contains("uthentication fail")) {
            return failure(connection,
                    "sudo doesn't take the password. Correct sudo_password (by default it is that of" + " the login)");
        }
        return failure(connection,
                "sudo says \"" + Printable.line(said.strip(), LONGEST_WORDS) + "\". Mend it there, or log in as root");
    }

    private static void requireNoTerminal(SshConnection connection, String said) throws SshOperationException {
        if (said.contains("must have a tty") || said.contains("a terminal is required to use sudo")) {
            throw failure(connection, "sudo wants a terminal. Remove requiretty from the sudoers file for this user, or"
                    + " log in as root");
        }
    }

    private static SshOperationException failure(SshConnection connection, String why) {
        return new SshOperationException("The user " + Printable.line(connection.target().user())
                + " can't become root on " + connection.target().name() + ": " + why + ".");
    }

    /** Runs a command of sh as root, with nothing on its standard input. */
    public ExecResult run(String command, Duration deadline, Consumer<String> lines) throws SshOperationException {
        return connection.exec(prefix + "sh -c " + ShellQuoting.quote("exec </dev/null; " + command), input, deadline,
                lines);
    }
}
