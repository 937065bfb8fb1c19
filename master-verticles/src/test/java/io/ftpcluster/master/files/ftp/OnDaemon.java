package io.ftpcluster.master.files.ftp;

import io.ftpcluster.master.files.RemoteLogin;
import io.ftpcluster.testing.FtpDaemon;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The whole contract with one real daemon, which serves all tests of a class. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OnDaemon extends ChangesContract {

    /** How a daemon is started with its files below a folder. */
    interface Start {
        FtpDaemon in(Path directory);
    }

    private final Start start;
    private FtpDaemon daemon;

    OnDaemon(Start start) {
        this.start = start;
    }

    @BeforeAll
    void startServer(@TempDir Path directory) {
        daemon = start.in(directory);
    }

    @AfterAll
    void stopServer() {
        if (daemon != null) {
            daemon.close();
        }
    }

    FtpDaemon daemon() {
        return daemon;
    }

    @Override
    RemoteLogin login() {
        return Harness.login(daemon.port(), daemon.security(), daemon.fingerprint(), daemon.user(), daemon.password());
    }

    @Override
    Path home() {
        return daemon.home();
    }

    @Override
    void share(Path path) {
        daemon.own(path);
    }

    @Override
    String rootPrefix() {
        return daemon.shownHome();
    }
}
