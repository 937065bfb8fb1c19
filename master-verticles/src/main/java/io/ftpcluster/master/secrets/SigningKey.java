package io.ftpcluster.master.secrets;

import io.ftpcluster.bus.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.NamedParameterSpec;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the portal signs for its agents with: an Ed25519 pair, at first derived from SECRET_KEY, so that all masters have the
 * same one, and kept in the database from then on, so that agents still know it when SECRET_KEY is replaced.
 */
public final class SigningKey {

    private static final String PURPOSE = "ftpcluster agent signing key 1";
    private static final String ALGORITHM = "Ed25519";
    private static final int SEED_BYTES = 32;
    private static final int LINE = 64;

    private final byte[] seed;
    private final KeyPair pair;

    private SigningKey(byte[] seed) {
        this.seed = seed;
        this.pair = derive(seed);
    }

    /** @param secretKey of the portal, as tokens are signed with */
    public static SigningKey of(Secret secretKey) {
        try {
            // HMAC as a key derivation: one purpose says nothing about another. A key of Ed25519 is any 32 bytes.
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secretKey.value().getBytes(StandardCharsets.UTF_8), mac.getAlgorithm()));
            return new SigningKey(mac.doFinal(PURPOSE.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HMAC with SHA-256", e);
        }
    }

    /** Of what {@link #secret} gave; fails IllegalArgumentException for anything else. */
    public static SigningKey restored(Secret secret) {
        byte[] seed = Base64.getDecoder().decode(secret.value());
        if (seed.length != SEED_BYTES) {
            throw new IllegalArgumentException("no key of Ed25519");
        }
        return new SigningKey(seed);
    }

    /** To be kept, as SECRET_KEY may be replaced. */
    public Secret secret() {
        return new Secret(Base64.getEncoder().encodeToString(seed));
    }

    /** The signature (RFC 8032) of these bytes, which say themselves what they are for. */
    public byte[] sign(byte[] statement) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(pair.getPrivate());
            signature.update(statement);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has Ed25519", e);
        }
    }

    /** PEM of its X.509 form (RFC 8410), as {@code openssl pkey -pubin} reads it. */
    public String publicKeyPem() {
        String lines = Base64.getMimeEncoder(LINE, new byte[]{'\n'}).encodeToString(pair.getPublic().getEncoded());
        return "-----BEGIN PUBLIC KEY-----\n" + lines + "\n-----END PUBLIC KEY-----\n";
    }

    /** The JDK makes no public key of a private one; but a new pair is made of 32 random bytes (RFC 8032, 5.1.5), which are these. */
    private static KeyPair derive(byte[] seed) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
            generator.initialize(NamedParameterSpec.ED25519, new SecureRandom() {
                private static final long serialVersionUID = 1;

                @Override
                public void nextBytes(byte[] bytes) {
                    if (bytes.length != seed.length) {
                        throw new IllegalStateException("A pair of Ed25519 is made of " + seed.length + " bytes");
                    }
                    System.arraycopy(seed, 0, bytes, 0, bytes.length);
                }
            });
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has Ed25519", e);
        }
    }
}
