package io.ftpcluster.portal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.trust.PublicKeyTrustManager;
import io.ftpcluster.testing.Certificate;
import io.ftpcluster.testing.Commands;
import io.ftpcluster.testing.Eventually;
import io.ftpcluster.testing.PortalClient;
import io.ftpcluster.testing.PortalProcess;
import io.ftpcluster.testing.RaisedAlerts;
import io.ftpcluster.testing.TrustingClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The portal as an operator runs it while its certificate is renewed: by SIGHUP, and by nothing but other files. */
class CertificateReloadIT {

    private static final String PASSWORD = "Correct-horse-7-battery";

    private static final PublicKeyTrustManager ANYONE = new PublicKeyTrustManager() {
        @Override
        protected void check(PublicKey key) {
            // The test looks at the certificate itself.
        }
    };

    @TempDir
    private Path folder;
    private URI url;
    private SSLContext anyone;

    @Test
    void aRenewedCertificateIsShownAndEndsTheAlert() throws Exception {
        anyone = SSLContext.getInstance("TLS");
        anyone.init(null, new TrustManager[]{ANYONE}, null);
        String old = Certificate.create(folder).fingerprint();
        Path renewed = Files.createDirectory(folder.resolve("renewed"));
        String fresh = Certificate.create(renewed, "DNS:localhost,IP:127.0.0.1", 90).fingerprint();
        Map<String, String> settings = Map.of("FTPCLUSTER_TLS_CERT", folder.resolve("certificate.pem").toString(),
                "FTPCLUSTER_TLS_KEY", folder.resolve("key.pem").toString());
        try (PortalProcess portal = PortalProcess.master(Files.createDirectory(folder.resolve("data")), PASSWORD,
                settings)) {
            url = portal.awaitReady();
            try (PortalClient admin = new PortalClient(url, HttpClient.newBuilder().sslContext(anyone).build());
                    SSLSocket standing = connect()) {
                assertEquals(old, shown(standing));
                assertEquals("HTTP/1.1 200 OK", TrustingClient.ask(standing));
                Eventually.until(() -> raised(admin).equals(List.of("certificate_expires")));
                assertNull(RaisedAlerts.of(admin, PASSWORD).getFirst().getString("server_id"));

                move(renewed, "key.pem");
                Commands.run("kill", "-HUP", Long.toString(portal.pid()));
                assertTrue(portal.awaitWord("FTPCLUSTER_TLS_KEY").contains("another key"));
                assertEquals(old, shownToAStranger());
                move(renewed, "certificate.pem");
                Commands.run("kill", "-HUP", Long.toString(portal.pid()));
                String line = portal.awaitWord("New connections get another certificate");
                assertTrue(line.contains(fresh) && line.contains("127.0.0.1"), line);

                assertEquals(fresh, shownToAStranger());
                assertEquals("HTTP/1.1 200 OK", TrustingClient.ask(standing), "it stands through all of it");
                Eventually.until(() -> raised(admin).isEmpty());
                String metrics = admin.get("/metrics").basic("admin", PASSWORD).send().text();
                assertTrue(
                        metrics.contains("ftpcluster_certificate_not_after_timestamp_seconds{certificate=\"portal\"}"),
                        metrics);
            }
            String third = Certificate.create(folder).fingerprint();
            Eventually.until(() -> third.equals(shownToAStranger()));
        }
    }

    private void move(Path from, String file) throws IOException {
        Files.move(from.resolve(file), folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }

    private SSLSocket connect() throws IOException {
        return (SSLSocket) anyone.getSocketFactory().createSocket("127.0.0.1", url.getPort());
    }

    private static String shown(SSLSocket socket) throws IOException, GeneralSecurityException {
        byte[] leaf = socket.getSession().getPeerCertificates()[0].getEncoded();
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(leaf));
    }

    private String shownToAStranger() throws IOException, GeneralSecurityException {
        try (SSLSocket socket = connect()) {
            return shown(socket);
        }
    }

    private static List<String> raised(PortalClient admin) throws IOException, InterruptedException {
        return RaisedAlerts.of(admin, PASSWORD).stream().map(alert -> alert.getString("kind")).toList();
    }
}
