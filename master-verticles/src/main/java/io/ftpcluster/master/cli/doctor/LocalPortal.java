package io.ftpcluster.master.cli.doctor;

import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.trust.PublicKeyTrustManager;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** The portal that runs on this machine with these settings, if one does. Asks each time. Thread-safe. */
final class LocalPortal {

    private static final Set<String> ANY = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");

    private final Config.Http config;
    private final Duration patience;

    LocalPortal(Config.Http config, Duration patience) {
        this.config = config;
        this.patience = patience;
    }

    /**
     * @param status of HTTP
     * @param body what it says of itself
     */
    record Answer(int status, JsonObject body) {}

    /** What it says about whether it is ready; empty: no portal answers there. */
    Optional<Answer> readiness() throws InterruptedException {
        if (config.port() == 0) {
            return Optional.empty();
        }
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(patience).sslContext(anyone()).build()) {
            HttpRequest request = HttpRequest.newBuilder(url())
                    .timeout(patience)
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            JsonObject body = new JsonObject(answer.body());
            return body.containsKey("status") ? Optional.of(new Answer(answer.statusCode(), body)) : Optional.empty();
        } catch (IOException | DecodeException | ClassCastException e) {
            return Optional.empty();
        }
    }

    private URI url() {
        String host = ANY.contains(config.host()) ? "localhost" : config.host();
        String shown = host.contains(":") ? "[" + host + "]" : host;
        return URI.create(
                (config.isEncrypted() ? "https" : "http") + "://" + shown + ":" + config.port() + "/health/ready");
    }

    /** On this machine, and nothing secret is sent: what the certificate is like is another check's. */
    private static SSLContext anyone() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[]{new PublicKeyTrustManager() {
                @Override
                protected void check(PublicKey key) {
                    // Whoever listens there.
                }
            }}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no TLS", e);
        }
    }
}
