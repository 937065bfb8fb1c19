package io.ftpcluster.testing;

import io.ftpcluster.messages.Servers.FtpSecurity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * GNU inetutils' ftpd behind a small inetd on a free port of 127.0.0.1, with a system user of its own. The oldest way:
 * no TLS, no MLSD, no UTF8, no folder for the login alone, and LIST runs {@code ls}.
 */
public final class Inetutils extends BaseDaemon {

    private static final String INETD = """
            import signal, socket, subprocess, sys
            # The kernel forgets children that nobody waits for.
            signal.signal(signal.SIGCHLD, signal.SIG_IGN)
            listener = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=50)
            running = []
            while True:
                client, _ = listener.accept()
                running.append(subprocess.Popen(sys.argv[2:], stdin=client, stdout=client, restore_signals=True,
                    preexec_fn=lambda: signal.signal(signal.SIGCHLD, signal.SIG_DFL)))
                client.close()
            """;

    private final SystemUser login;

    public Inetutils(Path directory) {
        super(directory, FtpSecurity.NONE);
        this.login = new SystemUser(home());
        start();
    }

    @Override
    List<String> command() throws IOException {
        Path inetd = Files.writeString(directory().resolve("inetd.py"), INETD);
        return List.of("/usr/bin/python3", inetd.toString(), String.valueOf(port()),
                DaemonProcess.unpacked("inetutils-ftpd/usr/sbin/ftpd").toString(), "--auth=default", "--umask=022");
    }

    @Override
    public String user() {
        return login.name();
    }

    @Override
    public String password() {
        return login.password();
    }

    @Override
    public String shownHome() {
        return home().toString();
    }

    @Override
    public void own(Path path) {
        Commands.run("chown", "-R", user(), path.toString());
    }

    @Override
    public void close() {
        super.close();
        login.close();
    }
}
