package io.ftpcluster.master.trust;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate that nobody vouches for, with a key of its own, until there is a better one. */
public final class SelfSigned {

    private static final X500Name NAME = new X500Name("CN=FTPCluster portal");
    /** For clients whose clocks are late. */
    private static final Duration BEFORE = Duration.ofDays(1);
    private static final Duration VALID = Duration.ofDays(365);
    private static final int SERIAL_BITS = 127;

    private SelfSigned() {}

    public static PemIdentity make(Vertx vertx, List<String> domains, Instant now) throws GeneralSecurityException {
        KeyPair keys = EcKeys.make();
        GeneralName[] names = domains.stream()
                .map(domain -> new GeneralName(GeneralName.dNSName, domain))
                .toArray(GeneralName[]::new);
        try {
            X509Certificate certificate = new JcaX509CertificateConverter().getCertificate(
                    new JcaX509v3CertificateBuilder(NAME, new BigInteger(SERIAL_BITS, new SecureRandom()),
                            Date.from(now.minus(BEFORE)), Date.from(now.plus(VALID)), NAME, keys.getPublic())
                            .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names))
                            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
            return PemIdentity.of(vertx, Buffer.buffer(PemText.of(List.of(certificate))),
                    Buffer.buffer(PemText.of(keys.getPrivate())));
        } catch (OperatorCreationException | IOException e) {
            throw new GeneralSecurityException(e);
        }
    }
}
