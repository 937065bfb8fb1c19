package io.ftpcluster.testing;

import io.ftpcluster.messages.Servers.FtpSecurity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Pure-FTPd on a free port of 127.0.0.1. It has MLSD, cuts listings at 10,000 entries, and knows no implicit TLS. */
public final class PureFtpd extends BaseDaemon {

    private final List<String> extra;

    /** @param extra more options of the command line */
    public PureFtpd(Path directory, FtpSecurity security, String... extra) {
        super(directory, security);
        if (security == FtpSecurity.IMPLICIT) {
            throw new IllegalArgumentException("Pure-FTPd has no implicit TLS");
        }
        this.extra = List.of(extra);
        addUser();
        start();
    }

    private Path users() {
        return directory().resolve("users.pdb");
    }

    private void addUser() {
        Commands.runWithInput((password() + "\n").repeat(2),
                DaemonProcess.unpacked("pure-ftpd/usr/bin/pure-pw").toString(), "useradd", user(), "-u",
                String.valueOf(UID), "-g", String.valueOf(UID), "-d", home().toString(), "-f",
                directory().resolve("users").toString(), "-F", users().toString(), "-m");
    }

    @Override
    List<String> command() throws IOException {
        List<String> command = new ArrayList<>(
                List.of(DaemonProcess.unpacked("pure-ftpd/usr/sbin/pure-ftpd").toString(), "--bind",
                        "127.0.0.1," + port(), "--login", "puredb:" + users(), "--noanonymous", "--dontresolve",
                        "--pidfile", directory().resolve("pid").toString()));
        if (security() == FtpSecurity.EXPLICIT) {
            // 3: neither the login nor data without TLS.
            command.addAll(List.of("--tls", "3", "--certfile", pem().toString()));
        }
        command.addAll(extra);
        return command;
    }
}
