package io.ftpcluster.testing;

import io.ftpcluster.messages.Servers.FtpSecurity;
import java.nio.file.Path;

/** A real FTP server with one login, started for a test and ended by {@link #close}. */
public interface FtpDaemon extends AutoCloseable {

    int port();

    String user();

    String password();

    /** Where the login lands. */
    Path home();

    /** What the server calls the home, without a slash at its end. */
    String shownHome();

    FtpSecurity security();

    /** SHA-256 of its certificate, or null without TLS. */
    String fingerprint();

    /** Makes everything below a path the login's own. */
    void own(Path path);

    /** Starts it again; returns when it accepts connections. */
    void start();

    /** Ends it with all its sessions. */
    void stop();

    @Override
    void close();
}
