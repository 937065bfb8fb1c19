package io.ftpcluster.master.files.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ftpcluster.master.files.RemoteLogin;
import io.ftpcluster.master.trust.SystemTrust;
import io.ftpcluster.messages.Diagnosis.Name;
import io.ftpcluster.messages.Diagnosis.Outcome;
import io.ftpcluster.messages.Permissions.Right;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.ApacheFtp;
import io.ftpcluster.testing.Vsftpd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the test of a server says about real vsftpd and Apache FtpServer, well and badly set up. */
class DiagnosisIT {

    private static final String OTHER = "ab".repeat(32);

    @TempDir
    Path directory;

    private static RemoteLogin login(Vsftpd server, FtpSecurity security, String fingerprint) {
        return Harness.login(server.port(), security, fingerprint, server.user(), server.password());
    }

    private static Diagnosed diagnosed(Vsftpd server) {
        return Diagnosed.of(login(server, server.security(), server.fingerprint()));
    }

    private static Diagnosed withTrust(RemoteLogin login, Path authority) {
        return Diagnosed.of(login, EnumSet.allOf(Right.class), Harness.LIMITS, new SystemTrust(Optional.of(authority)),
                Diagnosed.MINUTE);
    }

    private static List<String> left(Path home) throws IOException {
        try (Stream<Path> files = Files.list(home)) {
            return files.map(Path::toString).toList();
        }
    }

    @Test
    void findsAPlainVsftpdWell() throws Exception {
        try (Vsftpd server = new Vsftpd(directory, FtpSecurity.NONE)) {
            diagnosed(server).isWellBut(Name.TLS, Name.DATA_TLS)
                    .has(Name.FEATURES, Outcome.OK, "No MLST", "REST STREAM")
                    .has(Name.TLS, Outcome.SKIPPED, "unencrypted");
            assertEquals(List.of(), left(server.home()));
        }
    }

    /** The certificate of these tests lasts two days, so there is something to look at. */
    @ParameterizedTest
    @EnumSource(value = FtpSecurity.class, names = {"EXPLICIT", "IMPLICIT"})
    void findsVsftpdWithTlsWell(FtpSecurity security) throws Exception {
        try (Vsftpd server = new Vsftpd(directory, security)) {
            diagnosed(server).isWellBut(Name.TLS)
                    .has(Name.TLS, Outcome.WARNING, "TLSv1.3", "CN=localhost", "127.0.0.1", server.fingerprint(),
                            "fingerprint is set", "expires in 1 day.")
                    .has(Name.DATA_TLS, Outcome.OK, "was resumed")
                    .has(Name.GREETING, Outcome.OK, "220 ");
            assertEquals(List.of(), left(server.home()));
        }
    }

    @Test
    void sharesTheFingerprintOfACertificateThatIsNotTrusted() {
        try (Vsftpd server = new Vsftpd(directory, FtpSecurity.EXPLICIT)) {
            Diagnosed.of(login(server, FtpSecurity.EXPLICIT, null))
                    .fails(Name.TLS, "signed by itself", "SHA-256 fingerprint " + server.fingerprint(),
                            "setup script printed", "tls_fingerprint");
            Diagnosed.of(login(server, FtpSecurity.EXPLICIT, OTHER))
                    .fails(Name.TLS, OTHER, server.fingerprint(), "listening in between");
        }
    }

    @Test
    void tellsATrustedCertificateThatIsForAnotherHost() {
        try (Vsftpd server = new Vsftpd(directory, FtpSecurity.EXPLICIT)) {
            Path authority = directory.resolve("certificate.pem");
            withTrust(login(server, FtpSecurity.EXPLICIT, null), authority).has(Name.TLS, Outcome.WARNING,
                    "Trusted by the certificate authorities");
            // Linux takes it for this machine; the certificate does not name it.
            withTrust(Harness.login("0.0.0.0", server.port(), FtpSecurity.EXPLICIT, null, server.user(),
                    server.password(), null), authority)
                    .fails(Name.TLS, "it is not for 0.0.0.0", "one of the names that it is for");
        }
    }

    @Test
    void saysThatACertificateHasExpired() {
        try (Vsftpd server = Vsftpd.withExpiredCertificate(directory)) {
            Diagnosed.of(login(server, FtpSecurity.EXPLICIT, null)).fails(Name.TLS, "it has expired", "renew it");
            diagnosed(server).isWellBut(Name.TLS).has(Name.TLS, Outcome.WARNING, "It has expired");
        }
    }

    @Test
    void tellsTheSecurityThatTheServerWants() {
        try (Vsftpd server = new Vsftpd(directory, FtpSecurity.EXPLICIT)) {
            Diagnosed.of(login(server, FtpSecurity.NONE, null)).fails(Name.LOGIN, "Set FTP security to explicit");
            Diagnosed.of(login(server, FtpSecurity.IMPLICIT, null)).fails(Name.TLS, "Set FTP security to explicit");
        }
    }

    @Test
    void tellsAnImplicitServerByItsSilence() {
        try (Vsftpd server = new Vsftpd(directory, FtpSecurity.IMPLICIT)) {
            Diagnosed
                    .of(login(server, FtpSecurity.EXPLICIT, null), EnumSet.allOf(Right.class), Harness.SHORT,
                            Harness.TRUST, Diagnosed.MINUTE)
                    .fails(Name.GREETING, "set FTP security to implicit");
        }
    }

    @Test
    void saysThatTheLoginIsRefused() {
        try (Vsftpd server = new Vsftpd(directory, FtpSecurity.NONE)) {
            Diagnosed.of(Harness.login(server.port(), FtpSecurity.NONE, null, server.user(), "wrong-password"))
                    .fails(Name.LOGIN, "530 Login incorrect", "password of this permission");
        }
    }

    @Test
    void saysThatPassiveModeIsOff() {
        try (Vsftpd server = new Vsftpd(directory, FtpSecurity.NONE, "pasv_enable=NO")) {
            diagnosed(server).fails(Name.PASSIVE, "550 Permission denied", "pasv_enable=YES");
        }
    }

    @Test
    void saysThatTheServerIsReadOnly() throws Exception {
        try (Vsftpd server = new Vsftpd(directory, FtpSecurity.NONE, "write_enable=NO")) {
            diagnosed(server).fails(Name.UPLOAD, "Permission denied", "write_enable=YES")
                    .has(Name.DELETE, Outcome.SKIPPED);
            Diagnosed
                    .of(login(server, FtpSecurity.NONE, null), Set.of(Right.LIST, Right.DOWNLOAD), Harness.LIMITS,
                            Harness.TRUST, Diagnosed.MINUTE)
                    .has(Name.UPLOAD, Outcome.SKIPPED, "permission")
                    .has(Name.REUSE, Outcome.OK);
        }
    }

    @Test
    void seesAnAddressOnlyForOthers() {
        try (Vsftpd server = new Vsftpd(directory, FtpSecurity.NONE, "pasv_address=10.1.2.3")) {
            diagnosed(server).isWellBut(Name.TLS, Name.DATA_TLS, Name.OTHER_CLIENTS)
                    .has(Name.OTHER_CLIENTS, Outcome.WARNING, "10.1.2.3", "pasv_address");
        }
    }

    @Test
    void leavesNoSession() throws Exception {
        try (Vsftpd server = new Vsftpd(directory, FtpSecurity.EXPLICIT)) {
            diagnosed(server);
            Harness.eventually(() -> server.sessions() == 0);
        }
    }

    @ParameterizedTest
    @EnumSource(FtpSecurity.class)
    void findsApacheWell(FtpSecurity security) throws Exception {
        Path home = Files.createDirectory(directory.resolve("home"));
        try (ApacheFtp server = new ApacheFtp(home, directory, security)) {
            Diagnosed
                    .of(Harness.login(server.port(), security, server.fingerprint(), ApacheFtp.USER,
                            ApacheFtp.PASSWORD))
                    .isWellBut(Name.TLS, Name.DATA_TLS, Name.FEATURES)
                    .has(Name.LISTING, Outcome.OK, "by MLSD");
            assertEquals(List.of(), left(home));
        }
    }
}
