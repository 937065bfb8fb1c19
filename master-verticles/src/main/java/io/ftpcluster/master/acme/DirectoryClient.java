package io.ftpcluster.master.acme;

import io.ftpcluster.master.trust.SystemTrust;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.shredzone.acme4j.Session;

/** How the CA is asked: trusted are the system's authorities, or those of a private CA, and no answer takes long. */
final class DirectoryClient implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final HttpClient http;

    private DirectoryClient(HttpClient http) {
        this.http = http;
    }

    /** @param authorities PEM file; empty: the system's */
    static DirectoryClient open(Optional<Path> authorities) throws GeneralSecurityException {
        SystemTrust trust = authorities.isPresent() ? new SystemTrust(authorities) : SystemTrust.ofThisSystem();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[]{trust.manager()}, null);
        return new DirectoryClient(HttpClient.newBuilder()
                .sslContext(context)
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build());
    }

    Session session(URI directory) {
        Session session = new Session(directory) {
            @Override
            public HttpClient getHttpClient() {
                return http;
            }
        };
        session.networkSettings().setTimeout(ANSWER);
        session.setLocale(Locale.ENGLISH);
        return session;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
