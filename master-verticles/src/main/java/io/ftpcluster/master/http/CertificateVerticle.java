package io.ftpcluster.master.http;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.master.http.tls.CertificateSource.Ordering;
import io.ftpcluster.master.http.tls.PortalCertificate;
import io.ftpcluster.master.trust.CertificateText;
import io.ftpcluster.messages.Acme;
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
import java.util.Optional;

/**
 * Looks whether the portal's certificate has changed where it comes from, and whether its time is over soon. Files by their content, as
 * who renews certificates moves links rather than files. Blocks: one instance on a virtual thread.
 */
public final class CertificateVerticle extends VerticleBase {

    private static final Duration LOOK = Duration.ofSeconds(10);
    /** Of its lifetime is left when an ordered one should have been renewed, at a third, and wasn't. */
    private static final int LATE = 4;

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
        return bus.listen(Acme.CHANGED, changed -> look()).begun();
    }

    private double notAfter() {
        return CertificateText.notAfter(leaf()).getEpochSecond();
    }

    private X509Certificate leaf() {
        return certificate.chain().getFirst();
    }

    private void look() {
        certificate.source().refresh().onComplete(refreshed -> {
            certificate.reload(false);
            tell();
        });
    }

    private void tell() {
        Instant now = settings.clock().instant();
        Instant end = CertificateText.notAfter(leaf());
        Optional<Ordering> ordering = certificate.source().ordering();
        boolean soon = isSelfSigned(ordering)
                ? ordering.get().problem().isPresent()
                : !end.isAfter(now.plus(notice(ordering.isPresent())));
        tell(Kind.CERTIFICATE_EXPIRES, soon);
        tell(Kind.CERTIFICATE_EXPIRED, !end.isAfter(now));
    }

    private static boolean isSelfSigned(Optional<Ordering> ordering) {
        return ordering.filter(Ordering::selfSigned).isPresent();
    }

    /** Some CAs' certificates last for days only. */
    private Duration notice(boolean ordered) {
        Duration late = Duration.between(leaf().getNotBefore().toInstant(), CertificateText.notAfter(leaf()))
                .dividedBy(LATE);
        return ordered && late.compareTo(settings.notice()) < 0 ? late : settings.notice();
    }

    private void tell(Kind kind, boolean wrong) {
        bus.publish(Alerts.PORTAL_CONDITION, new PortalCondition(kind, settings.node(), wrong ? text(kind) : null));
    }

    private String text(Kind kind) {
        Optional<Ordering> ordering = certificate.source().ordering();
        if (isSelfSigned(ordering)) {
            return "The portal shows a certificate that it has signed itself, as it could get none: "
                    + ordering.get().problem().orElse("it was not ordered");
        }
        String time = CertificateText.moment(CertificateText.notAfter(leaf()));
        String what = kind == Kind.CERTIFICATE_EXPIRED
                ? "The portal's certificate ended on " + time + ": browsers and agents refuse it."
                : "The portal's certificate ends on " + time + ".";
        if (ordering.isPresent()) {
            return what + " It could not be renewed: " + ordering.get().problem().orElse("it was not ordered");
        }
        return what + " Renew it; the portal takes the new files by itself. It is " + CertificateText.subject(leaf())
                + ".";
    }
}
