package io.ftpcluster.master.http.tls;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.master.config.Config;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;

/** The certificate and key of HTTPS, proven to belong together: else every handshake would fail, and none would say why. */
final class TlsIdentity {

    private static final Map<String, String> SIGNATURES = Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA",
            "EdDSA", "EdDSA");
    private static final byte[] PROBE = {1, 2, 3};

    private TlsIdentity() {}

    /** Fails INVALID, naming the settings, when the files don't fit. */
    static PemKeyCertOptions load(Vertx vertx, Config.Tls tls) {
        PemKeyCertOptions options = new PemKeyCertOptions().setCertPath(tls.certificate().toString())
                .setKeyPath(tls.key().toString());
        try {
            X509KeyManager keys = Stream.of(options.getKeyManagerFactory(vertx).getKeyManagers())
                    .map(TlsIdentity::x509)
                    .findFirst()
                    .orElseThrow();
            String alias = Stream.of("RSA", "EC", "EdDSA", "Ed25519")
                    .map(type -> keys.getServerAliases(type, null))
                    .filter(names -> names != null && names.length > 0)
                    .map(names -> names[0])
                    .findFirst()
                    .orElseThrow(() -> new GeneralSecurityException("a kind of key that isn't known here"));
            requirePair(keys.getPrivateKey(alias), keys.getCertificateChain(alias)[0].getPublicKey());
            return options;
        } catch (Exception e) { // Vert.x declares no narrower one.
            throw Failure
                    .of(FailureCode.INVALID,
                            "FTPCLUSTER_TLS_CERT " + tls.certificate() + " and FTPCLUSTER_TLS_KEY " + tls.key()
                                    + " can't be used together: " + e.getMessage())
                    .causedBy(e);
        }
    }

    private static X509KeyManager x509(KeyManager manager) {
        return (X509KeyManager) manager;
    }

    private static void requirePair(PrivateKey key, PublicKey certified) throws GeneralSecurityException {
        if (!key.getAlgorithm().equals(certified.getAlgorithm())) {
            throw new GeneralSecurityException("the certificate is for another kind of key");
        }
        Signature signature = Signature.getInstance(SIGNATURES.getOrDefault(key.getAlgorithm(), key.getAlgorithm()));
        signature.initSign(key);
        signature.update(PROBE);
        byte[] signed = signature.sign();
        signature.initVerify(certified);
        signature.update(PROBE);
        if (!signature.verify(signed)) {
            throw new GeneralSecurityException("the certificate is for another key");
        }
    }
}
