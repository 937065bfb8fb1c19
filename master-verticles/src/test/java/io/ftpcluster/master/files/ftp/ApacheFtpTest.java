package io.ftpcluster.master.files.ftp;

import io.ftpcluster.master.files.RemoteLogin;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.ApacheFtp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The contract with Apache FtpServer: MLSD and FEAT before the login. */
class ApacheFtpTest {

    @Nested
    class Plain extends OnApache {
        Plain() {
            super(FtpSecurity.NONE);
        }

        @Override
        int aborts() {
            return 200;
        }
    }

    @Nested
    class Explicit extends OnApache {
        Explicit() {
            super(FtpSecurity.EXPLICIT);
        }
    }

    @Nested
    class Implicit extends OnApache {
        Implicit() {
            super(FtpSecurity.IMPLICIT);
        }
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    abstract static class OnApache extends ChangesContract {

        private final FtpSecurity security;
        private ApacheFtp server;

        OnApache(FtpSecurity security) {
            this.security = security;
        }

        @BeforeAll
        void startServer(@TempDir Path directory) throws IOException {
            server = new ApacheFtp(Files.createDirectories(directory.resolve("home")), directory, security);
        }

        @AfterAll
        void stopServer() {
            server.close();
        }

        @Override
        RemoteLogin login() {
            return Harness.login(server.port(), security, server.fingerprint(), ApacheFtp.USER, ApacheFtp.PASSWORD);
        }

        @Override
        Path home() {
            return server.home();
        }

        @Override
        void share(Path path) {
            // The server runs as whoever runs the tests.
        }

        @Override
        Set<Gap> gaps() {
            return Set.of(Gap.FILE_LINKS, Gap.TRAILING_SPACES, Gap.HIDDEN_ENTRIES);
        }

        @Override
        String rootPrefix() {
            return "";
        }
    }
}
