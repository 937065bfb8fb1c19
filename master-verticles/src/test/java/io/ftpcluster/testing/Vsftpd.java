package io.ftpcluster.testing;

import io.ftpcluster.messages.Servers.FtpSecurity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** A real vsftpd on a free port of 127.0.0.1 with a system user of its own, who is removed with it. Needs root. */
public final class Vsftpd implements AutoCloseable {

    private final Path directory;
    private final FtpSecurity security;
    private final Certificate certificate;
    private final Map<String, String> environment;
    private final List<String> extra;
    private final String user = "ftpt" + UUID.randomUUID().toString().substring(0, 8);
    private final String password = UUID.randomUUID().toString();
    private final int port;
    private Process process;

    /**
     * @param directory for its files; the user's home is {@code home} in it
     * @param extra more lines of configuration
     */
    public Vsftpd(Path directory, FtpSecurity security, String... extra) {
        this(directory, security, Map.of(), extra);
    }

    /** One whose OpenSSL knows nothing newer than TLS 1.2. */
    public static Vsftpd withOldTls(Path directory, FtpSecurity security) {
        Path config = directory.resolve("openssl.cnf");
        try {
            Files.writeString(config, """
                    openssl_conf = main
                    [main]
                    ssl_conf = ssl
                    [ssl]
                    system_default = limits
                    [limits]
                    MaxProtocol = TLSv1.2
                    """);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Vsftpd(directory, security, Map.of("OPENSSL_CONF", config.toString()));
    }

    public static Vsftpd withExpiredCertificate(Path directory) {
        return new Vsftpd(directory, FtpSecurity.EXPLICIT, Map.of(), Certificate.expired(directory));
    }

    private Vsftpd(Path directory, FtpSecurity security, Map<String, String> environment, String... extra) {
        this(directory, security, environment, security == FtpSecurity.NONE ? null : Certificate.create(directory),
                extra);
    }

    private Vsftpd(Path directory, FtpSecurity security, Map<String, String> environment, Certificate certificate,
            String... extra) {
        if (!System.getProperty("user.name").equals("root")) {
            throw new IllegalStateException("this test makes a system user and starts vsftpd, so it needs root");
        }
        this.directory = directory;
        this.security = security;
        this.environment = environment;
        this.extra = List.of(extra);
        this.certificate = certificate;
        this.port = freePort();
        createUser();
        start();
    }

    private void createUser() {
        // A shell outside of /etc/shells would be refused by PAM.
        Commands.run("useradd", "--no-create-home", "--home-dir", home().toString(), "--shell", "/bin/sh", user);
        Commands.runWithInput(user + ":" + password + "\n", "chpasswd");
        try {
            Files.createDirectories(home());
            openWay(directory);
            own(home());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Temporary folders are for their owner alone; the server's user must pass through. */
    private static void openWay(Path directory) {
        for (Path step = directory; step != null && step.startsWith("/tmp") && step.getNameCount() > 1; step = step
                .getParent()) {
            Commands.run("chmod", "o+x", step.toString());
        }
    }

    /** Makes everything below a path the server user's. */
    public void own(Path path) {
        Commands.run("chown", "-R", user, path.toString());
    }

    /** Starts it (again); returns when it accepts connections. */
    public void start() {
        try {
            Path config = directory.resolve("vsftpd.conf");
            Files.write(config, configuration());
            ProcessBuilder builder = new ProcessBuilder("/usr/sbin/vsftpd", config.toString());
            builder.environment().putAll(environment);
            process = builder.redirectErrorStream(true).redirectOutput(directory.resolve("vsftpd.out").toFile())
                    .start();
            awaitListening();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> configuration() throws IOException {
        Path empty = Files.createDirectories(directory.resolve("empty"));
        List<String> lines = new ArrayList<>(List.of("listen=YES", "listen_address=127.0.0.1", "listen_port=" + port,
                "background=NO", "local_enable=YES", "anonymous_enable=NO", "write_enable=YES", "pasv_enable=YES",
                "secure_chroot_dir=" + empty, "pam_service_name=vsftpd", "xferlog_enable=NO"));
        if (security != FtpSecurity.NONE) {
            // require_ssl_reuse stays at its default, YES.
            lines.addAll(List.of("ssl_enable=YES", "rsa_cert_file=" + certificate.pem(),
                    "rsa_private_key_file=" + certificate.pem(), "force_local_data_ssl=YES",
                    "force_local_logins_ssl=YES"));
        }
        if (security == FtpSecurity.IMPLICIT) {
            lines.add("implicit_ssl=YES");
        }
        lines.addAll(extra);
        return lines;
    }

    private void awaitListening() throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (System.nanoTime() < deadline && process.isAlive()) {
            try (Socket probe = new Socket()) {
                probe.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                return;
            } catch (SocketException e) {
                Thread.onSpinWait();
            }
        }
        throw new IllegalStateException(
                "vsftpd does not listen: " + Files.readString(directory.resolve("vsftpd.out")));
    }

    /** How many processes serve its clients now. */
    public long sessions() {
        return process.descendants().count();
    }

    /** Ends it with all its sessions. */
    public void stop() {
        List<ProcessHandle> sessions = process.descendants().toList();
        process.destroy();
        sessions.forEach(ProcessHandle::destroyForcibly);
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
        Commands.run("userdel", "--force", user);
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    public String user() {
        return user;
    }

    public String password() {
        return password;
    }

    public Path home() {
        return directory.resolve("home");
    }

    public FtpSecurity security() {
        return security;
    }

    /** SHA-256 of its certificate, or null without TLS. */
    public String fingerprint() {
        return certificate == null ? null : certificate.fingerprint();
    }
}
