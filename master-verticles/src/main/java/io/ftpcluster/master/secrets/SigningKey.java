package io.ftpcluster.master.secrets;

import io.ftpcluster.bus.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;

/**
 * What the portal signs for its agents with: an Ed25519 pair, at first derived from SECRET_KEY, so that all masters have the
 * same one, and kept in the database from then on, so that agents still know it when SECRET_KEY is replaced.
 */
public final class SigningKey {

    private static final String PURPOSE = "ftpcluster agent signing key 1";
    private static final int LINE = 64;

    private final Ed25519PrivateKeyParameters key;

    private SigningKey(Ed25519PrivateKeyParameters key) {
        this.key = key;
    }

    /** @param secretKey of the portal, as tokens are signed with */
    public static SigningKey of(Secret secretKey) {
        try {
            // HMAC as a key derivation: one purpose says nothing about another. A key of Ed25519 is any 32 bytes.
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secretKey.value().getBytes(StandardCharsets.UTF_8), mac.getAlgorithm()));
            return new SigningKey(
                    new Ed25519PrivateKeyParameters(mac.doFinal(PURPOSE.getBytes(StandardCharsets.UTF_8))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HMAC with SHA-256", e);
        }
    }

    /** Of what {@link #secret} gave; fails IllegalArgumentException for anything else. */
    public static SigningKey restored(Secret secret) {
        byte[] seed = Base64.getDecoder().decode(secret.value());
        if (seed.length != Ed25519PrivateKeyParameters.KEY_SIZE) {
            throw new IllegalArgumentException("no key of Ed25519");
        }
        return new SigningKey(new Ed25519PrivateKeyParameters(seed));
    }

    /** To be kept, as SECRET_KEY may be replaced. */
    public Secret secret() {
        return new Secret(Base64.getEncoder().encodeToString(key.getEncoded()));
    }

    /** The signature (RFC 8032) of these bytes, which say themselves what they are for. */
    public byte[] sign(byte[] statement) {
        Ed25519Signer signer = new Ed25519Signer();
        signer.init(true, key);
        signer.update(statement, 0, statement.length);
        return signer.generateSignature();
    }

    /** PEM of its X.509 form (RFC 8410), as {@code openssl pkey -pubin} reads it. */
    public String publicKeyPem() {
        try {
            byte[] der = SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(key.generatePublicKey()).getEncoded();
            String lines = Base64.getMimeEncoder(LINE, new byte[]{'\n'}).encodeToString(der);
            return "-----BEGIN PUBLIC KEY-----\n" + lines + "\n-----END PUBLIC KEY-----\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
