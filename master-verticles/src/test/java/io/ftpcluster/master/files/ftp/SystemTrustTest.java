package io.ftpcluster.master.files.ftp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.master.files.RemoteLogin;
import io.ftpcluster.master.trust.SystemTrust;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.ApacheFtp;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without a fingerprint: the authorities of the system decide, and the certificate must name the host. */
class SystemTrustTest {

    @TempDir
    Path directory;

    @Test
    void anAuthorityThatTheAdminAddsIsTrustedFromThenOn() throws Exception {
        Path bundle = directory.resolve("authorities.pem");
        try (ApacheFtp server = server();
                ApacheFtp another = another();
                Harness harness = new Harness(Harness.LIMITS, new SystemTrust(Optional.of(bundle)))) {
            Files.writeString(server.home().resolve("file"), "trusted");
            Files.writeString(bundle, certificateOf(another));
            Harness.failure(FailureCode.BACKEND_FAILED, () -> harness.open(login(server, "localhost"), "/file"));

            Files.writeString(bundle, certificateOf(server));
            Files.setLastModifiedTime(bundle, FileTime.from(Instant.now().plusSeconds(5)));
            assertArrayEquals("trusted".getBytes(StandardCharsets.UTF_8),
                    harness.read(login(server, "localhost"), "/file"));
        }
    }

    @Test
    void aTrustedCertificateForAnotherHostIsRefusedByName() throws Exception {
        Path bundle = directory.resolve("authorities.pem");
        try (ApacheFtp server = server();
                Harness harness = new Harness(Harness.LIMITS, new SystemTrust(Optional.of(bundle)))) {
            Files.writeString(bundle, certificateOf(server));
            // Linux takes it for this machine; the certificate does not name it.
            String detail = Harness
                    .failure(FailureCode.BACKEND_FAILED, () -> harness.open(login(server, "0.0.0.0"), "/file"))
                    .detail();
            assertTrue(detail.contains("No subject alternative names matching IP address 0.0.0.0"), detail);
        }
    }

    private ApacheFtp server() throws Exception {
        return new ApacheFtp(Files.createDirectories(directory.resolve("home")),
                Files.createDirectories(directory.resolve("work")), FtpSecurity.EXPLICIT);
    }

    private ApacheFtp another() throws Exception {
        return new ApacheFtp(Files.createDirectories(directory.resolve("home2")),
                Files.createDirectories(directory.resolve("work2")), FtpSecurity.EXPLICIT);
    }

    private static String certificateOf(ApacheFtp server) throws Exception {
        String pem = Files.readString(server.authority());
        String end = "-----END CERTIFICATE-----";
        return pem.substring(pem.indexOf("-----BEGIN CERTIFICATE-----"), pem.indexOf(end) + end.length()) + "\n";
    }

    private static RemoteLogin login(ApacheFtp server, String host) {
        return Harness.login(host, server.port(), FtpSecurity.EXPLICIT, null, ApacheFtp.USER, ApacheFtp.PASSWORD, null);
    }
}
