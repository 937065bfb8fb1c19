package io.ftpcluster.master.cluster;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.trust.PemText;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.ECNamedCurveTable;
import org.bouncycastle.jce.spec.ECNamedCurveParameterSpec;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * How nodes know each other: mutual TLS with one key pair (P-256) that each derives from the shared keys, one for each of
 * their two ports. Whoever reaches a port without the keys gets no further than the handshake.
 */
final class NodeCertificate {

    private static final String CURVE = "secp256r1";
    private static final X500Name NAME = new X500Name("CN=FTPCluster node");
    /** Nothing is ever checked against the time but this, and a node whose clock is wrong must still be understood. */
    private static final Instant BEGIN = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("2999-01-01T00:00:00Z");

    private final X509Certificate certificate;
    private final PrivateKey key;

    private NodeCertificate(X509Certificate certificate, PrivateKey key) {
        this.certificate = certificate;
        this.key = key;
    }

    /** @param secret 64 hex digits */
    static NodeCertificate of(Secret secret) {
        ECNamedCurveParameterSpec curve = ECNamedCurveTable.getParameterSpec(CURVE);
        BigInteger number = new BigInteger(1, HexFormat.of().parseHex(secret.value()))
                .mod(curve.getN().subtract(BigInteger.ONE))
                .add(BigInteger.ONE);
        ECPoint point = curve.getG().multiply(number).normalize();
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(CURVE));
            ECParameterSpec spec = parameters.getParameterSpec(ECParameterSpec.class);
            KeyFactory keys = KeyFactory.getInstance("EC");
            PrivateKey own = keys.generatePrivate(new ECPrivateKeySpec(number, spec));
            PublicKey shown = keys.generatePublic(new ECPublicKeySpec(new java.security.spec.ECPoint(
                    point.getAffineXCoord().toBigInteger(), point.getAffineYCoord().toBigInteger()), spec));
            return new NodeCertificate(certificate(own, shown), own);
        } catch (Exception e) {
            // Catching what Bouncy Castle throws by its name would have the JVM load that from its cache of classes: see below.
            throw new IllegalStateException(e);
        }
    }

    /**
     * Each node's own signature under the same name and key, so that each trusts the others' as its own. Nothing of Bouncy Castle's is
     * given where a supertype of it is expected: to verify that, each start would load it, on portals without a cluster, too.
     */
    private static X509Certificate certificate(PrivateKey own, PublicKey shown) throws Exception {
        X509CertificateHolder signed = new JcaX509v3CertificateBuilder(NAME, BigInteger.ONE, Date.from(BEGIN),
                Date.from(END), NAME, shown)
                // The JDK takes nobody else for an anchor of trust.
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(true).getEncoded())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(own));
        return new JcaX509CertificateConverter().getCertificate(signed);
    }

    PrivateKey privateKey() {
        return key;
    }

    X509Certificate certificate() {
        return certificate;
    }

    PemKeyCertOptions identity() {
        return new PemKeyCertOptions().addCertValue(pem()).addKeyValue(Buffer.buffer(PemText.of(key)));
    }

    PemTrustOptions trust() {
        return addTo(new PemTrustOptions());
    }

    PemTrustOptions addTo(PemTrustOptions trusted) {
        return trusted.addCertValue(pem());
    }

    private Buffer pem() {
        try {
            return Buffer.buffer(PemText.of(List.of(certificate)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
