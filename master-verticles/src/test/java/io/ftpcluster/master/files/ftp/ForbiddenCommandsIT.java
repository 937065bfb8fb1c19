package io.ftpcluster.master.files.ftp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.master.files.ConflictPolicy;
import io.ftpcluster.master.files.RemoteLogin;
import io.ftpcluster.messages.RemotePath;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.FtpDaemon;
import io.ftpcluster.testing.Vsftpd;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real vsftpd whose admin forbids commands that a client can do without: they are refused as if rights were missing. */
class ForbiddenCommandsIT {

    private static final byte[] BYTES = "0123456789".getBytes(StandardCharsets.UTF_8);

    @ParameterizedTest
    @ValueSource(strings = {"EPSV", "SIZE,MDTM", "SYST,FEAT,OPTS", "RNFR,RNTO", "STAT,NOOP"})
    void filesGoBothWays(String forbidden, @TempDir Path directory) throws Exception {
        try (FtpDaemon daemon = new Vsftpd(directory, FtpSecurity.NONE, "cmds_denied=" + forbidden);
                Harness harness = new Harness(Harness.LIMITS)) {
            RemoteLogin login = Harness.login(daemon.port(), FtpSecurity.NONE, null, daemon.user(), daemon.password());
            RemotePath file = RemotePath.parse("/file");
            assertTrue(harness.put(login, "/file", ConflictPolicy.FAIL, 0, BYTES));
            assertFalse(harness.put(login, "/file", ConflictPolicy.REPLACE, 0, BYTES));
            assertArrayEquals(BYTES, harness.readWhole(login, "/file"));
            assertEquals(1, harness.list(login, RemotePath.TOP).entries().size());
            Harness.failure(FailureCode.NOT_FOUND, () -> harness.open(login, "/missing"));
            harness.files.remove(login, file, false);
            assertFalse(Files.exists(daemon.home().resolve("file")));
        }
    }
}
