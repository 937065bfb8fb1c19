package io.ftpcluster.master.node;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.http.tls.CertificateSource;
import io.ftpcluster.master.secrets.SecretBox;
import io.ftpcluster.master.trust.PemIdentity;
import io.ftpcluster.master.trust.SelfSigned;
import io.ftpcluster.messages.Acme;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Optional;

/** The certificate that was ordered for all nodes, as the database has it; before the first, one that this node has signed itself. */
final class OrderedCertificate implements CertificateSource {

    private final Bus bus;
    private final SecretBox box;
    private final PemIdentity selfSigned;
    private volatile Acme.State state = new Acme.State(null, null);

    private OrderedCertificate(Bus bus, SecretBox box, PemIdentity selfSigned) {
        this.bus = bus;
        this.box = box;
        this.selfSigned = selfSigned;
    }

    static OrderedCertificate of(Vertx vertx, Bus bus, SecretBox box, Config.Acme config, InstantSource clock) {
        try {
            return new OrderedCertificate(bus, box, SelfSigned.make(vertx, config.domains(), clock.instant()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What was known stays when the database can't be asked, which others tell of. */
    @Override
    public Future<Void> refresh() {
        return bus.request(Acme.FIND, new Acme.Find()).onSuccess(found -> state = found).otherwiseEmpty().mapEmpty();
    }

    @Override
    public PemIdentity read(Vertx vertx) throws GeneralSecurityException {
        Acme.Certificate certificate = state.certificate();
        if (certificate == null) {
            return selfSigned;
        }
        try {
            return PemIdentity.of(vertx, Buffer.buffer(certificate.chain()),
                    Buffer.buffer(box.open(certificate.sealedKey()).value()));
        } catch (FailureException e) {
            throw new GeneralSecurityException(e.getMessage(), e);
        }
    }

    @Override
    public String wrong(Exception e) {
        return "The portal's certificate in the database can't be used: " + e.getMessage();
    }

    @Override
    public Optional<Ordering> ordering() {
        Acme.State now = state;
        return Optional.of(
                new Ordering(now.certificate() == null, Optional.ofNullable(now.failure()).map(Acme.Failure::problem)));
    }
}
