package io.ftpcluster.master.http.tls;

import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.util.List;
import java.util.Set;

/** HTTPS as the portal speaks it: TLS 1.3 and 1.2, encryption that authenticates, keys that are made anew for each connection. */
final class ServerTls {

    private static final List<String> SUITES = List.of("TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256",
            "TLS_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private ServerTls() {}

    static void configure(HttpServerOptions options, PemKeyCertOptions identity) {
        options.setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(identity)
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.3", "TLSv1.2"));
        SUITES.forEach(options::addEnabledCipherSuite);
    }

    /** The same for a server that listens already, with another certificate. */
    static ServerSSLOptions with(HttpServerOptions configured, PemKeyCertOptions identity) {
        return configured.getSslOptions().copy().setKeyCertOptions(identity);
    }
}
