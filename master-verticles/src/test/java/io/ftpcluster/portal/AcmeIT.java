package io.ftpcluster.portal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.trust.CertificateText;
import io.ftpcluster.testing.Commands;
import io.ftpcluster.testing.Eventually;
import io.ftpcluster.testing.Pebble;
import io.ftpcluster.testing.PortalClient;
import io.ftpcluster.testing.PortalProcess;
import io.ftpcluster.testing.RaisedAlerts;
import io.ftpcluster.testing.TrustingClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The portal orders its certificate from a real ACME server, as an operator has it do. */
class AcmeIT {

    private static final String PASSWORD = "Correct-horse-7-battery";
    private static final String NAME = "portal.example";
    private static final int YEAR = 365 * 86_400;
    private static final int HALF_A_MINUTE = 30;

    @TempDir
    private Path folder;
    private Path data;
    private Pebble pebble;
    private final HttpClient plain = HttpClient.newHttpClient();

    @BeforeEach
    void makeFolder() throws IOException {
        data = Files.createDirectory(folder.resolve("data"));
    }

    @AfterEach
    void stop() {
        plain.shutdownNow();
        pebble.close();
    }

    private void authority(int validSeconds) {
        pebble = new Pebble(folder, validSeconds);
    }

    private Map<String, String> settings(String name) {
        return Map.of("FTPCLUSTER_ACME_DOMAINS", name, "FTPCLUSTER_ACME_TERMS", "accept", "FTPCLUSTER_ACME_DIRECTORY",
                pebble.url().toString(), "FTPCLUSTER_ACME_CA", pebble.authorities().toString(),
                "FTPCLUSTER_ACME_HTTP_PORT", Integer.toString(pebble.challengePort()));
    }

    private PortalProcess portal(String name) {
        return PortalProcess.master(data, PASSWORD, settings(name));
    }

    /** What it says of the certificate. */
    private String doctor(String name) throws InterruptedException {
        try (PortalProcess doctor = PortalProcess.start(settings(name), "doctor", "--data", data.toString())) {
            doctor.awaitExit();
            return String.join("\n", doctor.output());
        }
    }

    private static void retry(PortalProcess portal) {
        Commands.run("kill", "-HUP", Long.toString(portal.pid()));
    }

    private HttpResponse<String> ask(String method, String path) throws IOException, InterruptedException {
        return plain.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + pebble.challengePort() + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build(), HttpResponse.BodyHandlers.ofString());
    }

    private static List<String> alerts(PortalClient admin) throws IOException, InterruptedException {
        return RaisedAlerts.of(admin, PASSWORD)
                .stream()
                .map(alert -> alert.getString("kind") + ": " + alert.getString("text"))
                .toList();
    }

    @Test
    void aCertificateComesOnceTheCaIsThereAndStaysWithThePortal() throws Exception {
        authority(YEAR);
        X509Certificate first;
        try (PortalProcess portal = portal(NAME)) {
            portal.awaitWord("which nobody trusts");
            URI url = portal.awaitReady();
            int port = url.getPort();
            assertTrue(portal.awaitWord("No certificate for " + NAME).contains("can't be reached"));
            try (PortalClient admin = new PortalClient(url, TrustingClient.anyone())) {
                Eventually.until(() -> alerts(admin).stream()
                        .anyMatch(alert -> alert.startsWith("certificate_expires: ") && alert.contains("reached")));

                pebble.start();
                TrustingClient client = TrustingClient.of(pebble);
                assertThrows(SSLException.class, () -> client.shown(NAME, port));
                retry(portal);
                portal.awaitWord("New connections get another certificate");
                first = client.shown(NAME, port);
                String found = doctor(NAME);
                assertTrue(found.contains(CertificateText.fingerprint(first)), found);
                assertThrows(SSLException.class, () -> client.shown("other.example", port));
                Eventually.until(() -> alerts(admin).isEmpty());
            }
            HttpResponse<String> sent = ask("GET", "/login?next=%2F");
            assertEquals(308, sent.statusCode());
            assertEquals("https://127.0.0.1:" + port + "/login?next=%2F",
                    sent.headers().firstValue("Location").orElseThrow());
            assertEquals(405, ask("POST", "/login").statusCode());
            assertEquals(404, ask("GET", "/.well-known/acme-challenge/unknown").statusCode());
        }
        long orders = pebble.orders();
        try (PortalProcess portal = portal(NAME)) {
            int port = portal.awaitReady().getPort();
            assertEquals(first, TrustingClient.of(pebble).shown(NAME, port), "at once");
            // It looks whether something is due, and finds nothing.
            retry(portal);
            portal.awaitWord("the same as before");
            assertEquals(orders, pebble.orders());
        }
    }

    @Test
    void itIsRenewedWhileAConnectionStandsAndWhileTheCaIsAwayItStays() throws Exception {
        authority(HALF_A_MINUTE);
        pebble.start();
        TrustingClient client = TrustingClient.of(pebble);
        try (PortalProcess portal = portal(NAME)) {
            int port = portal.awaitReady().getPort();
            portal.awaitWord("New connections get another certificate");
            X509Certificate first = client.shown(NAME, port);
            try (SSLSocket standing = client.connect(NAME, port)) {
                assertEquals("HTTP/1.1 200 OK", TrustingClient.ask(standing));
                portal.awaitWord("New connections get another certificate");
                X509Certificate second = client.shown(NAME, port);
                assertNotEquals(first.getSerialNumber(), second.getSerialNumber());
                assertNotEquals(first.getPublicKey(), second.getPublicKey());
                assertEquals("HTTP/1.1 200 OK", TrustingClient.ask(standing), "it stands through all of it");

                pebble.stop();
                portal.awaitWord("can't be reached");
                assertEquals("HTTP/1.1 200 OK", TrustingClient.ask(standing));
            }
        }
    }

    @Test
    void aNameThatTheCaRefusesIsOneLineAndNotAskedForAgainAndAgain() throws Exception {
        authority(YEAR);
        pebble.start();
        try (PortalProcess portal = portal(Pebble.REFUSED)) {
            portal.awaitReady();
            String line = portal.awaitWord("No certificate for " + Pebble.REFUSED);
            assertTrue(line.contains("The CA refuses it: ") && line.contains("tried again on "), line);
        }
        try (PortalProcess portal = portal(Pebble.REFUSED);
                PortalClient admin = new PortalClient(portal.awaitReady(), TrustingClient.anyone())) {
            Eventually.until(() -> alerts(admin).stream().anyMatch(alert -> alert.contains("The CA refuses it: ")));
            assertEquals(0, orders(portal), "a restart remembers");
            retry(portal);
            portal.awaitWord("No certificate for " + Pebble.REFUSED);
            assertEquals(1, orders(portal));
            String found = doctor(Pebble.REFUSED);
            assertTrue(found.contains("and got none: The CA refuses it: "), found);
        }
        // Once it is corrected nothing is waited for.
        try (PortalProcess portal = portal(NAME)) {
            portal.awaitReady();
            portal.awaitWord("New connections get another certificate");
        }
    }

    private static long orders(PortalProcess portal) {
        return Stream.concat(portal.output().stream(), portal.errors().stream())
                .filter(line -> line.contains("Ordering a certificate"))
                .count();
    }
}
