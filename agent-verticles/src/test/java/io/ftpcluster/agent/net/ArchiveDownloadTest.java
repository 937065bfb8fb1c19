package io.ftpcluster.agent.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.ftpcluster.agent.config.Endpoint;
import io.ftpcluster.bus.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How an archive comes, or doesn't, from a real server. */
@Timeout(120)
class ArchiveDownloadTest {

    private static final byte[] CONTENT = "an archive".repeat(10_000).getBytes(StandardCharsets.UTF_8);
    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    private Path folder;
    private HttpServer server;
    private boolean tls;

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    private void serve(HttpServer made) throws IOException {
        server = made;
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/all", exchange -> {
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT);
            exchange.close();
        });
        server.createContext("/elsewhere", exchange -> {
            exchange.getResponseHeaders().set("Location", "/all");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.start();
    }

    private HttpServer secure() throws Exception {
        run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=elsewhere.example", "-days", "1",
                "-keyout", "key.pem", "-out", "cert.pem");
        run("openssl", "pkcs12", "-export", "-inkey", "key.pem", "-in", "cert.pem", "-passout", "pass:secret", "-out",
                "store.p12");
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve("store.p12"))) {
            store.load(in, "secret".toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, "secret".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        HttpsServer made = HttpsServer.create();
        made.setHttpsConfigurator(new HttpsConfigurator(context));
        tls = true;
        return made;
    }

    private void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("openssl.log").toFile())
                .start();
        assertEquals(0, process.waitFor(), () -> "openssl failed, see " + folder);
    }

    private String fingerprint() throws Exception {
        String pem = Files.readString(folder.resolve("cert.pem")).replaceAll("-----[A-Z ]+-----|\\s", "");
        return sha256(Base64.getDecoder().decode(pem));
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private Path fetch(String path, String fingerprint, Duration patience) throws Exception {
        Path file = folder.resolve("fetched");
        Files.deleteIfExists(file);
        new ArchiveDownload(new Secret("fca_x"), "test", fingerprint, patience).fetch(
                new Endpoint(tls, "127.0.0.1", server.getAddress().getPort()), path, CONTENT.length, sha256(CONTENT),
                file, come -> {});
        return file;
    }

    @Test
    void comesOverTheCertificateThatIsPinned() throws Exception {
        serve(secure());
        assertArrayEquals(CONTENT, Files.readAllBytes(fetch("/all", fingerprint(), LONG)));

        assertThrows(IOException.class, () -> fetch("/all", "0".repeat(64), LONG));
        assertThrows(IOException.class, () -> fetch("/all", null, LONG));
    }

    @Test
    void aRedirectionIsNotFollowed() throws Exception {
        serve(HttpServer.create());
        IOException refused = assertThrows(IOException.class, () -> fetch("/elsewhere", null, LONG));
        assertEquals("the answer is HTTP status 302", refused.getMessage());
    }

    @Test
    void whoIsInterruptedStopsWithTheNextByte() throws Exception {
        serve(HttpServer.create());
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> fetch("/all", null, LONG));
    }

    @Test
    void whatComesTooSlowlyIsGivenUp() throws Exception {
        serve(HttpServer.create());
        IOException late = assertThrows(IOException.class, () -> fetch("/all", null, Duration.ZERO));
        assertTrue(late.getMessage().startsWith("it didn't come within"), late.getMessage());
    }
}
