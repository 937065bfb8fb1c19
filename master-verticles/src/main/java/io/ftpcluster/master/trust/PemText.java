package io.ftpcluster.master.trust;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** Certificates and keys as PEM (RFC 7468). */
public final class PemText {

    private static final String KEY = "PRIVATE KEY";
    private static final int LINE = 64;

    private PemText() {}

    public static String of(String label, byte[] content) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(content)
                + "\n-----END " + label + "-----\n";
    }

    /** One after the other. */
    public static String of(List<X509Certificate> chain) throws GeneralSecurityException {
        StringBuilder text = new StringBuilder();
        for (X509Certificate certificate : chain) {
            text.append(of("CERTIFICATE", certificate.getEncoded()));
        }
        return text.toString();
    }

    /** PKCS #8, not encrypted. */
    public static String of(PrivateKey key) {
        return of(KEY, key.getEncoded());
    }

    /** An EC key that {@link #of(PrivateKey)} wrote. */
    public static PrivateKey ecKey(String pem) throws GeneralSecurityException {
        String content = pem.lines().filter(line -> !line.startsWith("-----")).collect(Collectors.joining());
        try {
            return KeyFactory.getInstance("EC")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(content)));
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException("not a key in PEM", e);
        }
    }
}
