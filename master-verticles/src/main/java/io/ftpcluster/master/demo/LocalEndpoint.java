package io.ftpcluster.master.demo;

import io.ftpcluster.agent.config.Endpoint;
import io.ftpcluster.master.config.Config;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Where a portal lets in whoever is on its own machine, whatever its URL is for others.
 *
 * @param endpoints any of which will do
 * @param fingerprint SHA-256 of its certificate in 64 lower-case hex digits; null without TLS
 */
public record LocalEndpoint(List<Endpoint> endpoints, String fingerprint) {

    public LocalEndpoint {
        endpoints = List.copyOf(endpoints);
    }

    /** What is bound to all addresses is on this one, too. */
    private static final Map<String, String> OF_WILDCARD = Map.of("0.0.0.0", "127.0.0.1", "::", "::1",
            "0:0:0:0:0:0:0:0", "::1");

    /** @param port that was bound */
    public static LocalEndpoint of(Config.Http http, int port) throws IOException {
        String host = OF_WILDCARD.getOrDefault(http.host(), http.host());
        Endpoint endpoint = new Endpoint(http.tls().isPresent(), host, port);
        return new LocalEndpoint(List.of(endpoint),
                http.tls().isPresent() ? fingerprint(http.tls().get().certificate()) : null);
    }

    private static String fingerprint(Path pem) throws IOException {
        try (InputStream in = Files.newInputStream(pem)) {
            byte[] certificate = CertificateFactory.getInstance("X.509").generateCertificate(in).getEncoded();
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate));
        } catch (GeneralSecurityException e) {
            throw new IOException("No certificate can be read from " + pem, e);
        }
    }
}
