package io.ftpcluster.master.audit;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.trust.SystemTrust;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Posts events, a line each, to a URL, which is never shown: such URLs hold tokens. Any answer but 2xx is a failure. */
final class AuditWebhook implements AuditTarget {

    private static final Duration TIMEOUT = Duration.ofSeconds(4);

    private final Secret url;
    private final HttpClient client;

    AuditWebhook(Secret url, SystemTrust trust) {
        this.url = url;
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[]{trust.manager()}, null);
            this.client = HttpClient.newBuilder()
                    .sslContext(context)
                    .connectTimeout(TIMEOUT)
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("TLS can't be used", e);
        }
    }

    @Override
    public int send(List<String> lines) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url.value()))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/x-ndjson")
                .header("User-Agent", "ftpcluster")
                .POST(HttpRequest.BodyPublishers.ofString(String.join("\n", lines) + "\n"))
                .build();
        try {
            int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status / 100 != 2) {
                throw new IOException("it answered with status " + status);
            }
            return lines.size();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        // Each request has a limit of its own, and idle connections end by themselves.
    }
}
