package io.ftpcluster.master.http;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.master.http.tls.PortalCertificate;
import io.ftpcluster.master.trust.CertificateText;
import io.ftpcluster.messages.Alerts.Kind;
import io.ftpcluster.messages.Alerts.PortalCondition;
import io.ftpcluster.messages.Alerts;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Looks whether the files of the portal's certificate have changed, and whether its time is over soon. By their content, as who renews
 * certificates moves links rather than files. Blocks: one instance on a virtual thread.
 */
public final class CertificateVerticle extends VerticleBase {

    private static final Duration LOOK = Duration.ofSeconds(10);

    private final Bus bus;
    private final PortalCertificate certificate;
    private final Settings settings;
    private final MeterRegistry metrics;

    /**
     * @param node this one's name
     * @param notice how long before the end of a certificate somebody is told
     */
    public record Settings(String node, Duration notice, InstantSource clock) {}

    public CertificateVerticle(Bus bus, PortalCertificate certificate, Settings settings, MeterRegistry metrics) {
        this.bus = bus;
        this.certificate = certificate;
        this.settings = settings;
        this.metrics = metrics;
    }

    @Override
    public Future<?> start() {
        Gauge.builder("ftpcluster.certificate.not.after.timestamp", this::notAfter)
                .baseUnit("seconds")
                .tag("certificate", "portal")
                .description("When the portal's certificate ends, in seconds since 1970.")
                .register(metrics);
        tell();
        vertx.setPeriodic(LOOK.toMillis(), timer -> look());
        return Future.succeededFuture();
    }

    private double notAfter() {
        return CertificateText.notAfter(leaf()).getEpochSecond();
    }

    private X509Certificate leaf() {
        return certificate.chain().getFirst();
    }

    private void look() {
        certificate.reload(false);
        tell();
    }

    private void tell() {
        Instant now = settings.clock().instant();
        Instant end = CertificateText.notAfter(leaf());
        tell(Kind.CERTIFICATE_EXPIRES, !end.isAfter(now.plus(settings.notice())));
        tell(Kind.CERTIFICATE_EXPIRED, !end.isAfter(now));
    }

    private void tell(Kind kind, boolean wrong) {
        String text = kind == Kind.CERTIFICATE_EXPIRED
                ? "The portal's certificate ended on %s: browsers and agents refuse it. Renew it; the portal takes the new files by itself. It is %s."
                : "The portal's certificate ends on %s. Renew it; the portal takes the new files by itself. It is %s.";
        bus.publish(Alerts.PORTAL_CONDITION,
                new PortalCondition(kind, settings.node(),
                        wrong
                                ? text.formatted(CertificateText.moment(CertificateText.notAfter(leaf())),
                                        CertificateText.subject(leaf()))
                                : null));
    }
}
