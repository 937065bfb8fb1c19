package io.ftpcluster.master.files.ftp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.files.ConflictPolicy;
import io.ftpcluster.master.files.RemoteLogin;
import io.ftpcluster.messages.Diagnosis.Name;
import io.ftpcluster.messages.Diagnosis.Outcome;
import io.ftpcluster.messages.FileStreams;
import io.ftpcluster.messages.RemotePath;
import io.ftpcluster.messages.Servers.DataMode;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.FtpDaemon;
import io.ftpcluster.testing.Proftpd;
import io.ftpcluster.testing.Pyftpdlib;
import io.ftpcluster.testing.Vsftpd;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Active mode with real servers, and passive mode with one that was told to refuse EPSV. */
class ActiveModeIT {

    private static final int LARGE = 3_000_000;

    /** Where the portal is to be called. */
    enum Daemon {
        VSFTPD(FtpSecurity.NONE),
        VSFTPD_TLS(FtpSecurity.EXPLICIT),
        PROFTPD(FtpSecurity.NONE),
        PROFTPD_TLS(FtpSecurity.EXPLICIT),
        PYFTPDLIB(FtpSecurity.NONE),
        PYFTPDLIB_TLS(FtpSecurity.EXPLICIT);

        private final FtpSecurity security;

        Daemon(FtpSecurity security) {
            this.security = security;
        }

        FtpDaemon in(Path directory) {
            return switch (this) {
                case VSFTPD, VSFTPD_TLS -> new Vsftpd(directory, security, "pasv_enable=NO", "port_enable=YES");
                case PROFTPD, PROFTPD_TLS -> new Proftpd(directory, security);
                case PYFTPDLIB, PYFTPDLIB_TLS -> new Pyftpdlib(directory, security);
            };
        }
    }

    private static RemoteLogin login(FtpDaemon daemon) {
        return Harness.login(daemon.port(), daemon.security(), daemon.fingerprint(), daemon.user(), daemon.password());
    }

    @ParameterizedTest
    @EnumSource
    void filesGoBothWays(Daemon kind, @TempDir Path directory) throws Exception {
        byte[] bytes = new byte[LARGE];
        new Random(1).nextBytes(bytes);
        try (FtpDaemon daemon = kind.in(directory);
                Harness harness = new Harness(Harness.LIMITS, Harness.TRUST, true)) {
            RemoteLogin login = Harness.in(DataMode.ACTIVE, login(daemon));
            harness.files.makeFolder(login, RemotePath.parse("/d"));
            assertTrue(harness.put(login, "/d/large", ConflictPolicy.FAIL, 0, bytes));
            assertTrue(harness.put(login, "/d/empty", ConflictPolicy.FAIL, 0, new byte[0]));
            assertEquals(2, harness.list(login, RemotePath.parse("/d")).entries().size());

            assertArrayEquals(bytes, harness.read(login, "/d/large"));
            assertEquals(daemon.security() == FtpSecurity.NONE, harness.passed() > 0, "by the kernel");
            assertEquals(0, harness.readWhole(login, "/d/empty").length);
            assertArrayEquals(bytes, harness.readWhole(login, "/d/large"));
            assertEquals(10, harness.bytes(harness.open(login, "/d/large"), 1_000_000, 10).length);

            FileStreams.Content content = Harness.get(harness.open(login, "/d/large").read(0, -1));
            content.abort();
            harness.files.remove(login, RemotePath.parse("/d"), true);
            assertFalse(java.nio.file.Files.exists(daemon.home().resolve("d")));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"VSFTPD", "PROFTPD_TLS"})
    void theTestOfAServerTellsWhoCalls(Daemon kind, @TempDir Path directory) {
        try (FtpDaemon daemon = kind.in(directory)) {
            Diagnosed.of(Harness.in(DataMode.ACTIVE, login(daemon)))
                    .has(Name.PASSIVE, Outcome.OK, "The server is to call 127.0.0.1 port ")
                    .has(Name.LISTING, Outcome.OK)
                    .has(Name.DOWNLOAD, Outcome.OK)
                    .has(Name.UPLOAD, Outcome.OK);
        }
    }
}
