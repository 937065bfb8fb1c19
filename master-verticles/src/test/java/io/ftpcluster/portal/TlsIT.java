package io.ftpcluster.portal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.testing.Certificate;
import io.ftpcluster.testing.PortalProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What HTTPS offers, as openssl sees it: the setting against renegotiation is the process's. */
class TlsIT {

    private static PortalProcess portal;
    private static URI url;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        Certificate.create(folder);
        portal = PortalProcess.start(
                Map.of("FTPCLUSTER_TLS_CERT", folder.resolve("certificate.pem").toString(), "FTPCLUSTER_TLS_KEY",
                        folder.resolve("key.pem").toString()),
                "master", "--port", "0", "--data", Files.createDirectory(folder.resolve("data")).toString());
        url = portal.awaitReady();
    }

    @AfterAll
    static void stop() {
        portal.close();
    }

    /** Returns all that openssl said until it ended. */
    private static String talk(String input, String... options) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("timeout", "60", "openssl", "s_client", "-connect", "127.0.0.1:" + url.getPort()));
        command.addAll(List.of(options));
        Process client = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (InputStream said = client.getInputStream()) {
            // Only then does it read commands.
            StringBuilder all = new StringBuilder();
            while (all.indexOf("---\nSSL handshake") < 0 || all.indexOf("Verify return code") < 0) {
                int next = said.read();
                if (next < 0) {
                    break;
                }
                all.append((char) next);
            }
            try {
                client.getOutputStream().write(input.getBytes(StandardCharsets.US_ASCII));
                client.getOutputStream().flush();
            } catch (IOException e) {
                // It has ended already, as it does when it is refused; what it said tells why.
                all.append(e.getMessage());
            }
            all.append(new String(said.readAllBytes(), StandardCharsets.UTF_8));
            return all.toString();
        } finally {
            client.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_3", "-tls1_2", "-tls1_2 -cipher ECDHE-RSA-AES128-GCM-SHA256",
            "-tls1_2 -cipher ECDHE-RSA-AES256-GCM-SHA384", "-tls1_2 -cipher ECDHE-RSA-CHACHA20-POLY1305"})
    void whatIsSafeIsSpoken(String options) throws Exception {
        String said = talk("GET /health/live HTTP/1.1\r\nHost: portal\r\nConnection: close\r\n\r\n",
                options.split(" "));
        assertTrue(said.contains("HTTP/1.1 200 OK"), said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_1 -cipher ALL:@SECLEVEL=0", "-tls1 -cipher ALL:@SECLEVEL=0",
            "-tls1_2 -cipher ECDHE-RSA-AES128-SHA256:ECDHE-RSA-AES256-SHA384:ECDHE-RSA-AES128-SHA",
            "-tls1_2 -cipher AES128-GCM-SHA256:AES256-GCM-SHA384", "-tls1_2 -cipher DHE-RSA-AES128-GCM-SHA256",
            "-tls1_2 -cipher AES128-SHA:AES256-SHA256"})
    void whatIsNotSafeIsRefused(String options) throws Exception {
        String said = talk("GET /health/live HTTP/1.1\r\nHost: portal\r\n\r\n", options.split(" "));
        assertFalse(said.contains("HTTP/1.1 200"), said);
        assertTrue(said.contains("alert"), said);
    }

    /** R on a line of its own is openssl's command for it. */
    @Test
    void aClientCannotRenegotiate() throws Exception {
        String said = talk("R\n", "-tls1_2");
        assertTrue(said.contains("RENEGOTIATING"), said);
        assertTrue(said.contains("no renegotiation") || said.contains("alert") || said.contains("closed"), said);
        assertEquals(List.of(),
                portal.errors().stream().filter(line -> line.contains("SEVERE") || line.startsWith("\tat ")).toList());
    }
}
