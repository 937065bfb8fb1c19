package io.ftpcluster.master.http.tls;

import io.ftpcluster.master.config.Config;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.util.List;
import java.util.Set;

/** HTTPS as the portal speaks it: TLS 1.3 and 1.2, encryption that authenticates, keys that are made anew for each connection. */
public final class ServerTls {

    private static final List<String> SUITES = List.of("TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256",
            "TLS_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private ServerTls() {}

    /** Fails INVALID, naming the settings, when the files don't fit. */
    public static void configure(HttpServerOptions options, Vertx vertx, Config.Tls tls) {
        options.setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(TlsIdentity.load(vertx, tls))
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.3", "TLSv1.2"));
        SUITES.forEach(options::addEnabledCipherSuite);
    }
}
