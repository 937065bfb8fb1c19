package io.ftpcluster.master.secrets;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** One Fernet key and the token format of version 0x80. Thread-safe. */
final class FernetKey {

    static final int IV_BYTES = 16;

    private static final int BYTES = 32;
    private static final byte VERSION = (byte) 0x80;
    private static final int BLOCK_BYTES = 16;
    private static final int MAC_BYTES = 32;
    private static final int HEAD_BYTES = 1 + Long.BYTES + IV_BYTES;
    private static final int MIN_BYTES = HEAD_BYTES + BLOCK_BYTES + MAC_BYTES;

    private final String fingerprint;
    private final SecretKeySpec signing;
    private final SecretKeySpec encryption;

    private FernetKey(byte[] key) {
        fingerprint = Fingerprint.of(key);
        signing = new SecretKeySpec(key, 0, BYTES / 2, "HmacSHA256");
        encryption = new SecretKeySpec(key, BYTES / 2, BYTES / 2, "AES");
    }

    /** Fails IllegalArgumentException, with nothing of the text in it. */
    static FernetKey parse(String text) {
        byte[] key;
        try {
            key = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            // The decoder's message would name a character of the key.
            throw new IllegalArgumentException("is not base64url");
        }
        if (key.length != BYTES) {
            throw new IllegalArgumentException("has " + key.length + " bytes instead of " + BYTES);
        }
        return new FernetKey(key);
    }

    static String generate(SecureRandom random) {
        byte[] key = new byte[BYTES];
        random.nextBytes(key);
        return Base64.getUrlEncoder().encodeToString(key);
    }

    String fingerprint() {
        return fingerprint;
    }

    byte[] encrypt(byte[] plain, Instant now, byte[] iv) throws GeneralSecurityException {
        byte[] encrypted = cipher(Cipher.ENCRYPT_MODE, iv).doFinal(plain);
        ByteBuffer token = ByteBuffer.allocate(HEAD_BYTES + encrypted.length + MAC_BYTES);
        token.put(VERSION).putLong(now.getEpochSecond()).put(iv).put(encrypted);
        return token.put(mac(token.array())).array();
    }

    /** Whether this key has signed the token, in constant time. */
    boolean signed(byte[] token) throws GeneralSecurityException {
        byte[] given = Arrays.copyOfRange(token, token.length - MAC_BYTES, token.length);
        return MessageDigest.isEqual(mac(token), given);
    }

    /** Of a token that this key has signed. Null when the padding is wrong, which only the holder of the key can bring about. */
    byte[] decrypt(byte[] token) throws GeneralSecurityException {
        byte[] iv = Arrays.copyOfRange(token, HEAD_BYTES - IV_BYTES, HEAD_BYTES);
        try {
            return cipher(Cipher.DECRYPT_MODE, iv).doFinal(token, HEAD_BYTES, token.length - HEAD_BYTES - MAC_BYTES);
        } catch (BadPaddingException | IllegalBlockSizeException e) {
            return null;
        }
    }

    /** Whether these bytes have the form of a token. */
    static boolean wellFormed(byte[] token) {
        return token.length >= MIN_BYTES && (token.length - HEAD_BYTES - MAC_BYTES) % BLOCK_BYTES == 0
                && token[0] == VERSION;
    }

    static Instant issuedAt(byte[] token) {
        return Instant.ofEpochSecond(ByteBuffer.wrap(token).getLong(1));
    }

    /** Of everything but the last 32 bytes, which are its place. */
    private byte[] mac(byte[] token) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(signing);
        mac.update(token, 0, token.length - MAC_BYTES);
        return mac.doFinal();
    }

    private Cipher cipher(int mode, byte[] iv) throws GeneralSecurityException {
        // PKCS5Padding is what Java calls PKCS #7 (RFC 5652, 6.3).
        Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        cipher.init(mode, encryption, new IvParameterSpec(iv));
        return cipher;
    }
}
