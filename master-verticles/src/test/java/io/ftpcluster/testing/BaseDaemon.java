package io.ftpcluster.testing;

import io.ftpcluster.messages.Servers.FtpSecurity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What the daemons have in common: a folder, a port, a certificate, and a login of the server's own user list. */
abstract class BaseDaemon implements FtpDaemon {

    /** Of no user of the system. */
    static final int UID = 47_001;
    private static final String USER = "ann";
    private static final String PASSWORD = "correct horse";

    private final Path directory;
    private final FtpSecurity security;
    private final Certificate certificate;
    private final int port = FreePorts.one();
    private final DaemonProcess process;

    /** The home is {@code home} in the directory. */
    BaseDaemon(Path directory, FtpSecurity security) {
        this(directory, security, certificate(directory, security));
    }

    /** @param certificate null without TLS */
    BaseDaemon(Path directory, FtpSecurity security, Certificate certificate) {
        DaemonProcess.requireRoot();
        this.directory = directory;
        this.security = security;
        this.certificate = certificate;
        this.process = new DaemonProcess(directory.resolve("daemon.out"), port);
        try {
            Files.createDirectories(home());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        DaemonProcess.openWay(directory);
    }

    static Certificate certificate(Path directory, FtpSecurity security) {
        return security == FtpSecurity.NONE ? null : Certificate.create(directory);
    }

    /** Writes its configuration and tells how to run it in the foreground. */
    abstract List<String> command() throws IOException;

    Map<String, String> environment() {
        return Map.of();
    }

    @Override
    public final void start() {
        own(home());
        try {
            process.start(environment(), command());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public final void stop() {
        process.stop();
    }

    @Override
    public void close() {
        stop();
    }

    /** As in the list of the system's passwords. */
    static String hash(String password) {
        return Commands.runWithInput(password, "openssl", "passwd", "-6", "-stdin").strip();
    }

    final long children() {
        return process.children();
    }

    final Path directory() {
        return directory;
    }

    /** Certificate and key in one file. */
    final Path pem() {
        return certificate.pem();
    }

    @Override
    public final int port() {
        return port;
    }

    @Override
    public String user() {
        return USER;
    }

    @Override
    public String password() {
        return PASSWORD;
    }

    @Override
    public final Path home() {
        return directory.resolve("home");
    }

    @Override
    public String shownHome() {
        return "";
    }

    @Override
    public final FtpSecurity security() {
        return security;
    }

    @Override
    public final String fingerprint() {
        return certificate == null ? null : certificate.fingerprint();
    }

    @Override
    public void own(Path path) {
        Commands.run("chown", "-R", String.valueOf(UID), path.toString());
    }
}
