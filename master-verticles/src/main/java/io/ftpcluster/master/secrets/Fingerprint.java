package io.ftpcluster.master.secrets;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Eight hex digits by which people and nodes tell keys apart, and from which no key can be guessed. */
final class Fingerprint {

    private static final int DIGITS = 8;

    private Fingerprint() {}

    /** @param key random and at least 32 bytes long */
    static String of(byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, mac.getAlgorithm()));
            byte[] hash = mac.doFinal("ftpcluster key fingerprint".getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, DIGITS);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HMAC with SHA-256", e);
        }
    }
}
