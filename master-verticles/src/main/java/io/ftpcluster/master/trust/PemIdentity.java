package io.ftpcluster.master.trust;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;

/**
 * A certificate and its key, as their files had them, proven to belong together: else every handshake would fail, and none would say
 * why. Never shown: it holds the key.
 */
public final class PemIdentity {

    private static final Map<String, String> SIGNATURES = Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA",
            "EdDSA", "EdDSA");
    private static final byte[] PROBE = {1, 2, 3};

    private final Buffer certificate;
    private final Buffer key;
    private final List<X509Certificate> chain;

    private PemIdentity(Buffer certificate, Buffer key, List<X509Certificate> chain) {
        this.certificate = certificate;
        this.key = key;
        this.chain = chain;
    }

    /**
     * Blocks while it reads.
     *
     * @throws IOException when a file can't be read
     * @throws GeneralSecurityException when they aren't a certificate and its key
     */
    public static PemIdentity load(Vertx vertx, Path certificate, Path key)
            throws IOException, GeneralSecurityException {
        // What was checked is what is used, whatever becomes of the files meanwhile.
        return of(vertx, Buffer.buffer(Files.readAllBytes(certificate)), Buffer.buffer(Files.readAllBytes(key)));
    }

    /**
     * As files would have them.
     *
     * @throws GeneralSecurityException when they aren't a certificate and its key
     */
    public static PemIdentity of(Vertx vertx, Buffer certificate, Buffer key) throws GeneralSecurityException {
        X509KeyManager keys = keyManager(options(certificate, key), vertx);
        String alias = Stream.of("RSA", "EC", "EdDSA", "Ed25519")
                .map(type -> keys.getServerAliases(type, null))
                .filter(names -> names != null && names.length > 0)
                .map(names -> names[0])
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("a kind of key that isn't known here"));
        List<X509Certificate> chain = List.of(keys.getCertificateChain(alias));
        requirePair(keys.getPrivateKey(alias), chain.getFirst().getPublicKey());
        return new PemIdentity(certificate, key, chain);
    }

    private static PemKeyCertOptions options(Buffer certificate, Buffer key) {
        return new PemKeyCertOptions().setCertValue(certificate).setKeyValue(key);
    }

    private static X509KeyManager keyManager(PemKeyCertOptions options, Vertx vertx) throws GeneralSecurityException {
        try {
            return Stream.of(options.getKeyManagerFactory(vertx).getKeyManagers())
                    .map(PemIdentity::x509)
                    .findFirst()
                    .orElseThrow();
        } catch (Exception e) { // Vert.x declares no narrower one.
            throw new GeneralSecurityException(e.getMessage(), e);
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

    public PemKeyCertOptions options() {
        return options(certificate, key);
    }

    /** The certificate first, the others as they came. */
    public List<X509Certificate> chain() {
        return chain;
    }

    public boolean isSameAs(PemIdentity other) {
        return certificate.equals(other.certificate) && key.equals(other.key);
    }
}
