package io.ftpcluster.master.node;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.master.acme.AcmeVerticle;
import io.ftpcluster.master.acme.ChallengeVerticle;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.http.CertificateVerticle;
import io.ftpcluster.master.http.tls.CertificateSource;
import io.ftpcluster.master.http.tls.PortalCertificate;
import io.ftpcluster.master.leadership.Leaderships;
import io.ftpcluster.master.secrets.SecretBox;
import io.ftpcluster.master.trust.CertificateText;
import io.ftpcluster.messages.Acme;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The portal's certificate, where it has one of its own: from files or from a CA, watched, and ordered by one node for all. */
final class CertificateDeployment {

    private static final Logger LOG = LoggerFactory.getLogger(CertificateDeployment.class);
    /** The lease by which one node orders the certificate. */
    private static final String LEASE = "certificate";

    private final Config config;
    private final Bus bus;
    private final Optional<PortalCertificate> certificate;

    private CertificateDeployment(Config config, Bus bus, Optional<PortalCertificate> certificate) {
        this.config = config;
        this.bus = bus;
        this.certificate = certificate;
    }

    static CertificateDeployment load(Config config, Vertx vertx, Bus bus, SecretBox box) throws TimeoutException {
        if (config.http().acme().isEmpty()) {
            return new CertificateDeployment(config, bus,
                    config.http().tls().map(tls -> PortalCertificate.load(vertx, tls)));
        }
        OrderedCertificate ordered = OrderedCertificate.of(vertx, bus, box, config.http().acme().get(),
                Clock.systemUTC());
        ComponentStack.await(ordered.refresh());
        return new CertificateDeployment(config, bus, Optional.of(PortalCertificate.load(vertx, ordered)));
    }

    /** Empty where the portal speaks plain HTTP. */
    Optional<PortalCertificate> shown() {
        return certificate;
    }

    /**
     * One that an operator keeps. What is ordered is another one in weeks, and has a CA that vouches for it: whoever knew it by its
     * fingerprint would lose the portal.
     */
    Optional<PortalCertificate> fromFiles() {
        return certificate.filter(one -> config.http().acme().isEmpty());
    }

    /** Tells of it, and looks again and again whether it is another one or ends soon. */
    void watch(ComponentStack parts, MeterRegistry metrics) throws TimeoutException {
        if (certificate.isEmpty()) {
            return;
        }
        PortalCertificate portal = certificate.get();
        if (portal.source().ordering().filter(CertificateSource.Ordering::selfSigned).isPresent()) {
            LOG.warn(
                    "Until the CA has given a certificate, the portal shows one that it has signed itself, which nobody trusts");
        }
        LOG.info("The portal's certificate: {}", CertificateText.of(portal.chain().getFirst()));
        parts.deploy(
                () -> new CertificateVerticle(bus, portal, new CertificateVerticle.Settings(config.nodeName(),
                        config.telemetry().certificateNotice(), Clock.systemUTC()), metrics),
                ComponentStack.onVirtualThreads());
    }

    /** @param url where the portal is */
    void startOrders(ComponentStack parts, Leaderships leaderships, SecretBox box, Supplier<URI> url)
            throws TimeoutException {
        if (config.http().acme().isEmpty()) {
            return;
        }
        Config.Acme acme = config.http().acme().get();
        parts.deploy(() -> new ChallengeVerticle(bus, config.http().host(), acme, url), new DeploymentOptions());
        parts.deploy(() -> new AcmeVerticle(bus, leaderships.of(LEASE), acme, box, Clock.systemUTC()),
                ComponentStack.onVirtualThreads());
    }

    /** Reads it now, and has one that could not be ordered ordered. Blocks. */
    void reload() {
        if (config.http().acme().isPresent()) {
            bus.publish(Acme.RETRY, new Acme.Retry());
        }
        certificate.ifPresentOrElse(one -> one.reload(true),
                () -> LOG.info("There is nothing to be read again: this portal has no certificate of its own"));
    }
}
