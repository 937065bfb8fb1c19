package io.ftpcluster.master.http.files;

import io.ftpcluster.master.http.FilesPortal;
import io.ftpcluster.master.http.page.PageEngine;
import io.ftpcluster.master.http.security.OwnOrigin;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A portal with one fake server behind it, and a client that follows no redirects. */
abstract class PortalTestBase {

    static final Instant LONG_AGO = Instant.parse("2020-02-03T04:05:06Z");
    static final Duration STALL = Duration.ofSeconds(30);
    static final long PATIENCE = 20;

    final HttpClient http = HttpClient.newHttpClient();
    FilesPortal portal;
    FakeServer server;

    @BeforeEach
    void startPortal() {
        portal = new FilesPortal();
        server = new FakeServer(portal.vertx(), portal.bus());
        portal.start(p -> new FilesResource(p.vertx(), p.bus(), PageEngine.create(p.vertx()),
                Map.of("node", "node-1", "assets", "/assets/0/"), stall(),
                new OwnOrigin(Optional.of(URI.create("https://portal.example")))));
    }

    @AfterEach
    void stopPortal() {
        http.close();
        portal.close();
    }

    Duration stall() {
        return STALL;
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + portal.port() + path);
    }

    HttpResponse<byte[]> get(String path, String... headers) throws IOException, InterruptedException {
        return send("GET", path, headers);
    }

    HttpResponse<byte[]> head(String path, String... headers) throws IOException, InterruptedException {
        return send("HEAD", path, headers);
    }

    HttpResponse<byte[]> send(String method, String path, String... headers) throws IOException, InterruptedException {
        return send(method, path, new byte[0], headers);
    }

    HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(Duration.ofSeconds(PATIENCE))
                .method(method,
                        body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse(null);
    }

    static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    static <T> T await(Future<T> future) throws Exception {
        return future.await(PATIENCE, TimeUnit.SECONDS);
    }
}
