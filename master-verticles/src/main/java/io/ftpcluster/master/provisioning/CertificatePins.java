package io.ftpcluster.master.provisioning;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * By what machines know the portal's certificate where no CA vouches for it.
 *
 * @param fingerprint SHA-256 of the certificate, in lower-case hex, as agents take it
 * @param keyPin SHA-256 of its public key, as curl's {@code --pinnedpubkey} takes it
 */
public record CertificatePins(String fingerprint, String keyPin) {

    /**
     * Empty when the certificate is one that this JDK's CAs vouch for.
     *
     * @param chain the certificate, and those that lead to its CA
     */
    public static Optional<CertificatePins> of(List<X509Certificate> chain) {
        try {
            return isTrusted(chain.toArray(X509Certificate[]::new))
                    ? Optional.empty()
                    : Optional.of(of(chain.getFirst()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static CertificatePins of(X509Certificate certificate) throws GeneralSecurityException {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        String fingerprint = HexFormat.of().formatHex(sha256.digest(certificate.getEncoded()));
        byte[] key = sha256.digest(certificate.getPublicKey().getEncoded());
        return new CertificatePins(fingerprint, "sha256//" + Base64.getEncoder().encodeToString(key));
    }

    private static boolean isTrusted(X509Certificate[] chain) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        X509TrustManager manager = Stream.of(factory.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .findFirst()
                .orElseThrow();
        try {
            manager.checkServerTrusted(chain, "UNKNOWN");
            return true;
        } catch (CertificateException e) {
            return false;
        }
    }
}
