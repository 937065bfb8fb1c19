package io.ftpcluster.master.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.config.Config;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpsTest {

    @TempDir
    Path folder;

    @Test
    void pemFilesServeHttp2AndSecureCookies() throws Exception {
        Path certificate = folder.resolve("cert.pem");
        Path key = folder.resolve("key.pem");
        int made = new ProcessBuilder("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
                "/CN=localhost", "-keyout", key.toString(), "-out", certificate.toString()).redirectErrorStream(true)
                .redirectOutput(folder.resolve("openssl.log").toFile())
                .start()
                .waitFor();
        assertEquals(0, made);
        Vertx vertx = Vertx.vertx();
        try (FakePortal portal = FakePortal.start(Optional.empty(), Optional.of(new Config.Tls(certificate, key)), 1)) {
            var options = new HttpClientOptions().setSsl(true)
                    .setTrustAll(true)
                    .setVerifyHost(false)
                    .setUseAlpn(true)
                    .setProtocolVersion(HttpVersion.HTTP_2);
            // A client that nobody refers to is closed by the garbage collector.
            HttpClient client = vertx.createHttpClient(options);
            var login = new RequestOptions().setMethod(HttpMethod.POST)
                    .setHost("127.0.0.1")
                    .setPort(portal.port())
                    .setURI("/login")
                    .putHeader("Content-Type", "application/json");
            HttpClientResponse response = client.request(login)
                    .compose(request -> request.send(Buffer.buffer(LoginTest.CREDENTIALS)))
                    .await(30, TimeUnit.SECONDS);
            assertEquals(HttpVersion.HTTP_2, response.request().version());
            assertEquals(200, response.statusCode());
            assertTrue(response.getHeader("Set-Cookie").contains("; Secure"), response.getHeader("Set-Cookie"));
            assertEquals("max-age=31536000", response.getHeader("Strict-Transport-Security"));
            client.close().await(30, TimeUnit.SECONDS);
        } finally {
            vertx.close().await(30, TimeUnit.SECONDS);
        }
    }
}
