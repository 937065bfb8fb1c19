package io.ftpcluster.master.provisioning;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** By what machines know the portal's certificate, also after it was replaced. Thread-safe. */
public final class PortalPins implements Supplier<Optional<CertificatePins>> {

    private static final Logger LOG = LoggerFactory.getLogger(PortalPins.class);

    private volatile Optional<CertificatePins> current = Optional.empty();

    @Override
    public Optional<CertificatePins> get() {
        return current;
    }

    /** @param chain the certificate that new connections get, and those that lead to its CA */
    public void take(List<X509Certificate> chain) {
        Optional<CertificatePins> before = current;
        current = CertificatePins.of(chain);
        before.filter(pins -> !current.map(CertificatePins::fingerprint).equals(Optional.of(pins.fingerprint())))
                .ifPresent(pins -> LOG.warn(
                        "Agents that know the portal by the certificate before (AGENT_TLS_FINGERPRINT={}) refuse this "
                                + "one when they connect the next time. {}",
                        pins.fingerprint(), current.map(now -> "Set it to " + now.fingerprint() + " there.")
                                .orElse("Take that line out of their settings: a CA vouches for this one.")));
    }
}
