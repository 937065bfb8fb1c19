package io.ftpcluster.testing;

import io.ftpcluster.messages.Servers.FtpSecurity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
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
        Path list = directory().resolve("users");
        try {
            // The dot stands for the folder that the login can't leave. Its own hashes are meant to cost seconds, which each login would pay.
            Files.writeString(list,
                    user() + ":" + hash(password()) + ":" + UID + ":" + UID + "::" + home() + "/./" + "::::::::::::\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Commands.run(DaemonProcess.unpacked("pure-ftpd/usr/bin/pure-pw").toString(), "mkdb", users().toString(), "-f",
                list.toString());
    }

    @Override
    List<String> command() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                DaemonProcess.unpacked("pure-ftpd/usr/sbin/pure-ftpd").toString(), "--bind", "127.0.0.1," + port(),
                "--passiveportrange", FreePorts.LOWEST_OF_SYSTEM + ":65535", "--login", "puredb:" + users(),
                "--noanonymous", "--dontresolve", "--pidfile", directory().resolve("pid").toString()));
        if (security() == FtpSecurity.EXPLICIT) {
            // 3: neither the login nor data without TLS.
            command.addAll(List.of("--tls", "3", "--certfile", pem().toString()));
        }
        command.addAll(extra);
        return command;
    }
}
