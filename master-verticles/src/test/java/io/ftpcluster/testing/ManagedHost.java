package io.ftpcluster.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A host on which an agent may make accounts: its own copy of {@code /etc}, so that they are none of this machine's, and a
 * vsftpd that lets in the group {@code ftpcluster}, as the set-up script configures it. Needs root.
 */
public final class ManagedHost implements AutoCloseable {

    private static final String PAM_SERVICE = "ftpcluster-vsftpd";
    private static final String PAM = """
            auth     requisite pam_succeed_if.so quiet user ingroup ftpcluster
            auth     required  pam_unix.so
            account  requisite pam_succeed_if.so quiet user ingroup ftpcluster
            account  required  pam_unix.so
            """;

    private final Path directory;
    private final int port = FreePorts.one();
    private final MountNamespace namespace;
    private final DaemonProcess daemon;

    /** @param directory for its files */
    public ManagedHost(Path directory) throws IOException {
        this.directory = directory;
        Files.createDirectories(directory.resolve("etc"));
        Files.createDirectories(homes());
        DaemonProcess.openWay(homes());
        namespace = new MountNamespace(directory, "cp -a /etc/. \"$0/etc\" && mount --bind \"$0/etc\" /etc");
        daemon = new DaemonProcess(directory.resolve("vsftpd.out"), port);
        boolean started = false;
        try {
            Files.writeString(directory.resolve("etc/pam.d").resolve(PAM_SERVICE), PAM);
            daemon.start(Map.of(), inside(List.of("/usr/sbin/vsftpd", configuration().toString())));
            started = true;
        } finally {
            if (!started) {
                namespace.close();
            }
        }
    }

    private Path configuration() throws IOException {
        Path empty = Files.createDirectories(directory.resolve("empty"));
        return Files.write(directory.resolve("vsftpd.conf"),
                List.of("listen=YES", "listen_address=127.0.0.1", "listen_port=" + port, "background=NO",
                        "local_enable=YES", "anonymous_enable=NO", "write_enable=YES", "chroot_local_user=YES",
                        "seccomp_sandbox=NO", "allow_writeable_chroot=YES", "secure_chroot_dir=" + empty,
                        "pam_service_name=" + PAM_SERVICE, "xferlog_enable=NO", "delay_failed_login=0",
                        "pasv_min_port=" + FreePorts.LOWEST_OF_SYSTEM, "pasv_max_port=65535"));
    }

    /** The same on this host. */
    List<String> inside(List<String> command) {
        return namespace.inside(command);
    }

    /** Returns what it printed there. */
    public String run(String... command) {
        return Commands.run(inside(List.of(command)).toArray(String[]::new));
    }

    /** Where vsftpd listens. */
    public int port() {
        return port;
    }

    /** Above the folders of all accounts. */
    public Path homes() {
        return directory.resolve("homes");
    }

    /** A line of its {@code /etc/passwd}. */
    public Optional<String> user(String name) throws IOException {
        return line("passwd", name);
    }

    /** What its {@code /etc/shadow} has of a password. */
    public Optional<String> password(String name) throws IOException {
        return line("shadow", name).map(line -> line.split(":", -1)[1]);
    }

    private Optional<String> line(String file, String name) throws IOException {
        try (var lines = Files.lines(directory.resolve("etc").resolve(file))) {
            return lines.filter(line -> line.startsWith(name + ":")).findFirst();
        }
    }

    /** How many processes serve FTP clients now. */
    public long sessions() {
        return daemon.children();
    }

    /** Ends FTP sessions that were there that long ago, when this was called before. */
    public void endSessions(Duration seen) {
        daemon.endChildren(seen);
    }

    @Override
    public void close() {
        daemon.stop();
        namespace.close();
    }
}
