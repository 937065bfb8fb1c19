package io.ftpcluster.master.files;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.ftpcluster.bus.Bus;
import io.ftpcluster.master.trust.CertificateText;
import io.ftpcluster.messages.Certificates;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.messages.Telemetry;
import java.security.cert.X509Certificate;
import java.time.Duration;

/** Tells all nodes which certificates servers show: each once an hour, and another one at once. Thread-safe. */
public final class ServerCertificates implements CertificateListener {

    private static final int SERVERS = 10_000;
    private static final Duration TOLD = Duration.ofHours(1);

    private final Bus bus;
    /** Fingerprints by servers' ids. */
    private final Cache<String, String> told = Caffeine.newBuilder()
            .maximumSize(SERVERS)
            .expireAfterWrite(TOLD)
            .build();

    public ServerCertificates(Bus bus) {
        this.bus = bus;
    }

    @Override
    public void shown(Servers.Server server, X509Certificate leaf) {
        String fingerprint = CertificateText.fingerprint(leaf);
        if (!fingerprint.equals(told.getIfPresent(server.id()))) {
            told.put(server.id(), fingerprint);
            bus.publish(Certificates.SHOWN,
                    new Certificates.Shown(server.id(), fingerprint, CertificateText.notAfter(leaf)));
        }
    }
}
