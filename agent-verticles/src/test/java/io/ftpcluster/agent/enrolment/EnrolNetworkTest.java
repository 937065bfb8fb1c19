package io.ftpcluster.agent.enrolment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Masters that aren't there, that say nothing or anything, and whose certificates aren't those. */
@Timeout(60)
class EnrolNetworkTest {

    @TempDir
    private Path folder;

    @Test
    void theNextMasterIsAskedWhereOneIsDown() throws IOException {
        try (EnrolRig rig = new EnrolRig(folder)) {
            assertEquals(0, rig.run(EnrolRig.SECRET,
                    List.of("--master", "http://127.0.0.1:1," + rig.url(), "--alias", "alpha")), rig::said);
            assertTrue(Files.readString(folder.resolve("agent.env"))
                    .contains("MASTER_URL=http://127.0.0.1:1," + rig.url() + "\n"));
        }
    }

    @Test
    void whereNobodyAnswersEachMasterIsNamed() throws IOException {
        try (EnrolRig rig = new EnrolRig(folder)) {
            assertEquals(1, rig.run(EnrolRig.SECRET,
                    List.of("--master", "http://127.0.0.1:1,http://localhost:1", "--alias", "alpha")));
            assertTrue(rig.said().contains("http://127.0.0.1:1: Connection refused; http://localhost:1: "), rig.said());
        }
    }

    @Test
    void silenceHasADeadline() throws IOException {
        try (EnrolRig rig = new EnrolRig(folder); ServerSocket silent = listening()) {
            rig.patience = Duration.ofMillis(300);
            assertEquals(1, rig.run(EnrolRig.SECRET,
                    List.of("--master", "http://127.0.0.1:" + silent.getLocalPort(), "--alias", "alpha")));
            assertTrue(rig.said().contains("it didn't answer within"), rig.said());
        }
    }

    @Test
    void anAnswerWithoutEndHasADeadlineToo() throws Exception {
        try (EnrolRig rig = new EnrolRig(folder); ServerSocket odd = listening()) {
            answering(odd, "HTTP/1.1 200 OK\r\n", "X: y\r\n");
            rig.patience = Duration.ofMillis(500);
            assertEquals(1, rig.run(EnrolRig.SECRET,
                    List.of("--master", "http://127.0.0.1:" + odd.getLocalPort(), "--alias", "alpha")));
            assertFalse(Files.exists(folder.resolve("agent.env")));
        }
    }

    @Test
    void garbageIsNoPortal() throws Exception {
        try (EnrolRig rig = new EnrolRig(folder); ServerSocket odd = listening()) {
            answering(odd, "220 FTP server ready\r\n", null);
            assertEquals(1, rig.run(EnrolRig.SECRET,
                    List.of("--master", "http://127.0.0.1:" + odd.getLocalPort(), "--alias", "alpha")));
            assertTrue(rig.said().contains("no portal could be asked"), rig.said());
            assertEquals(1, rig.said().lines().count(), rig.said());
        }
    }

    @Test
    void theCertificateIsPinned() throws Exception {
        try (EnrolRig rig = new EnrolRig(folder, secure())) {
            String url = "https://localhost:" + rig.port();
            assertEquals(1, rig.run(EnrolRig.SECRET, List.of("--master", url, "--alias", "alpha")));
            assertTrue(rig.said().contains("of no authority that this system knows"), rig.said());
            assertEquals(1, rig.run(EnrolRig.SECRET,
                    List.of("--master", url, "--alias", "alpha", "--tls-fingerprint", "ab".repeat(32))));
            assertTrue(rig.said().contains("another certificate than"), rig.said());
            assertEquals(List.of(), rig.bodies);

            assertEquals(0, rig.run(EnrolRig.SECRET, List.of("--master", url, "--alias", "alpha", "--tls-fingerprint",
                    fingerprint(), "--ftp-certificate", folder.resolve("cert.pem").toString())), rig::said);
            assertTrue(rig.bodies.get(0).contains("\"tls_fingerprint\":\"" + fingerprint() + "\""),
                    rig.bodies::toString);
            assertTrue(Files.readString(folder.resolve("agent.env"))
                    .contains("AGENT_TLS_FINGERPRINT=" + fingerprint() + "\n"));
        }
    }

    private static ServerSocket listening() throws IOException {
        return new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    /** To each who connects, until the socket is closed. */
    private static void answering(ServerSocket socket, String first, String endless) {
        Thread thread = new Thread(() -> {
            try {
                while (true) {
                    Socket client = socket.accept();
                    Thread writer = new Thread(() -> write(client, first, endless));
                    writer.setDaemon(true);
                    writer.start();
                }
            } catch (IOException closed) {
                return;
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static void write(Socket client, String first, String endless) {
        try (client) {
            client.getInputStream().read();
            client.getOutputStream().write(first.getBytes(StandardCharsets.US_ASCII));
            while (endless != null) {
                client.getOutputStream().write(endless.getBytes(StandardCharsets.US_ASCII));
                Thread.sleep(20);
            }
        } catch (IOException | InterruptedException gone) {
            return;
        }
    }

    private HttpsServer secure() throws Exception {
        run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=elsewhere.example", "-days", "1",
                "-keyout", "key.pem", "-out", "cert.pem");
        run("openssl", "pkcs12", "-export", "-inkey", "key.pem", "-in", "cert.pem", "-passout", "pass:secret", "-out",
                "store.p12");
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(folder.resolve("store.p12"))) {
            store.load(in, "secret".toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, "secret".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create();
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        return server;
    }

    private void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        assertEquals(0, process.waitFor(), () -> "openssl failed, see " + folder);
    }

    private String fingerprint() {
        try (var in = Files.newInputStream(folder.resolve("cert.pem"))) {
            byte[] der = java.security.cert.CertificateFactory.getInstance("X.509")
                    .generateCertificate(in)
                    .getEncoded();
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
