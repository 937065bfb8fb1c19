package io.ftpcluster.master.backup.age;

import io.ftpcluster.bus.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.SCrypt;

/** The 16 random bytes that a file is encrypted with, and what follows from them. */
final class FileKey {

    static final int SALT_BYTES = 16;
    static final int WRAPPED_BYTES = 32;
    private static final int BYTES = 16;
    private static final int SCRYPT_BLOCK = 8;
    private static final int DERIVED_BYTES = 32;
    private static final String SCRYPT_LABEL = "age-encryption.org/v1/scrypt";
    private static final String CIPHER = "ChaCha20-Poly1305";
    private static final byte[] ZERO_NONCE = new byte[12];

    private final byte[] key;

    private FileKey(byte[] key) {
        this.key = key;
    }

    static FileKey generate(SecureRandom random) {
        byte[] key = new byte[BYTES];
        random.nextBytes(key);
        return new FileKey(key);
    }

    /** How much memory a passphrase costs, in bytes. */
    static long memory(int workFactor) {
        return 128L * SCRYPT_BLOCK * (1L << workFactor);
    }

    byte[] wrap(Secret passphrase, byte[] salt, int workFactor) {
        try {
            return cipher(Cipher.ENCRYPT_MODE, passphraseKey(passphrase, salt, workFactor), ZERO_NONCE).doFinal(key);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static FileKey unwrap(Secret passphrase, byte[] salt, int workFactor, byte[] wrapped) throws AgeException {
        try {
            return new FileKey(cipher(Cipher.DECRYPT_MODE, passphraseKey(passphrase, salt, workFactor), ZERO_NONCE)
                    .doFinal(wrapped));
        } catch (AEADBadTagException e) {
            throw new AgeException("the passphrase is another one");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SecretKey passphraseKey(Secret passphrase, byte[] salt, int workFactor) {
        byte[] label = SCRYPT_LABEL.getBytes(StandardCharsets.US_ASCII);
        byte[] salted = Arrays.copyOf(label, label.length + salt.length);
        System.arraycopy(salt, 0, salted, label.length, salt.length);
        return new SecretKeySpec(SCrypt.generate(passphrase.value().getBytes(StandardCharsets.UTF_8), salted,
                1 << workFactor, SCRYPT_BLOCK, 1, DERIVED_BYTES), CIPHER);
    }

    /** Of the header, so that nobody changes it. */
    byte[] mac(byte[] header) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(derive(new byte[0], "header", "HmacSHA256"));
            return mac.doFinal(header);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    SecretKey payloadKey(byte[] nonce) {
        return derive(nonce, "payload", CIPHER);
    }

    private SecretKey derive(byte[] salt, String purpose, String algorithm) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveKey(algorithm,
                            HKDFParameterSpec.ofExtract()
                                    .addIKM(key)
                                    .addSalt(salt)
                                    .thenExpand(purpose.getBytes(StandardCharsets.US_ASCII), DERIVED_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static Cipher cipher(int mode, SecretKey key, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key, new IvParameterSpec(nonce));
        return cipher;
    }
}
