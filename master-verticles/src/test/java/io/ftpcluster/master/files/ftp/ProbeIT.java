package io.ftpcluster.master.files.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.messages.Diagnosis.Name;
import io.ftpcluster.messages.Diagnosis.ProbeOutcome;
import io.ftpcluster.messages.Diagnosis.Step;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.ApacheFtp;
import io.ftpcluster.testing.Vsftpd;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a probe says of real vsftpd and Apache FtpServer, with each kind of security and with other certificates. */
class ProbeIT {

    private static final String OTHER = "ab".repeat(32);

    @TempDir
    Path directory;

    private static Step failed(int port, FtpSecurity security, String fingerprint) {
        try (FtpDiagnosis diagnosis = new FtpDiagnosis(Harness.LIMITS, Harness.TRUST, Diagnosed.MINUTE)) {
            return diagnosis.probe(Harness.login(port, security, fingerprint, "", "")).failed();
        }
    }

    private static void assertFails(Step failed, Name step, String part) {
        assertNotNull(failed);
        assertEquals(step, failed.name(), failed::toString);
        assertTrue((failed.detail() + failed.advice()).contains(part), failed::toString);
    }

    @ParameterizedTest
    @EnumSource(FtpSecurity.class)
    void tellsWhetherVsftpdAnswers(FtpSecurity security) throws Exception {
        try (Vsftpd server = new Vsftpd(directory, security)) {
            assertNull(failed(server.port(), security, server.fingerprint()));
            if (security != FtpSecurity.NONE) {
                assertFails(failed(server.port(), security, OTHER), Name.TLS, server.fingerprint());
                assertFails(failed(server.port(), security, null), Name.TLS, "signed by itself");
            }
            server.stop();
            assertFails(failed(server.port(), security, server.fingerprint()), Name.CONNECT, "nothing listens");
            server.start();
            assertNull(failed(server.port(), security, server.fingerprint()));
        }
    }

    @ParameterizedTest
    @EnumSource(FtpSecurity.class)
    void logsInToVsftpdAndTellsARefusedLogin(FtpSecurity security) throws Exception {
        try (Vsftpd server = new Vsftpd(directory, security);
                FtpDiagnosis diagnosis = new FtpDiagnosis(Harness.LIMITS, Harness.TRUST, Diagnosed.MINUTE)) {
            ProbeOutcome taken = diagnosis.probe(
                    Harness.login(server.port(), security, server.fingerprint(), server.user(), server.password()));
            assertNull(taken.failed());
            ProbeOutcome refused = diagnosis
                    .probe(Harness.login(server.port(), security, server.fingerprint(), server.user(), "wrong"));
            assertFails(refused.failed(), Name.LOGIN, "530");
            assertTrue(refused.refused());
        }
    }

    @ParameterizedTest
    @EnumSource(FtpSecurity.class)
    void tellsWhetherApacheFtpServerAnswers(FtpSecurity security) {
        try (ApacheFtp server = new ApacheFtp(directory, directory, security)) {
            String pin = security == FtpSecurity.NONE ? null : server.fingerprint();
            assertNull(failed(server.port(), security, pin));
            if (security != FtpSecurity.NONE) {
                assertFails(failed(server.port(), security, OTHER), Name.TLS, server.fingerprint());
            }
        }
    }

    @Test
    void tellsASecurityThatTheServerDoesNotHave() throws Exception {
        try (Vsftpd server = new Vsftpd(directory, FtpSecurity.NONE)) {
            assertFails(failed(server.port(), FtpSecurity.EXPLICIT, null), Name.TLS, "no TLS by AUTH TLS");
        }
    }
}
