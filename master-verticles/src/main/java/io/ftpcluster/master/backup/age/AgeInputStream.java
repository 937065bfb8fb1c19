package io.ftpcluster.master.backup.age;

import io.ftpcluster.bus.Secret;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;

/** Decrypts; gives out nothing that isn't what was written, and reports no end that isn't the end. */
public final class AgeInputStream extends InputStream {

    private final BufferedInputStream in;
    private final SecretKey key;
    private final ChunkNonce nonce = new ChunkNonce();
    private byte[] plain = new byte[0];
    private int taken;
    private boolean first = true;
    private boolean last;

    /** Fails with an {@link AgeException} when the passphrase or the beginning of the file is wrong. */
    public AgeInputStream(InputStream sealed, Secret passphrase) throws IOException {
        in = new BufferedInputStream(sealed, ChunkNonce.CHUNK_BYTES);
        FileKey fileKey = AgeHeader.read(in, passphrase);
        byte[] payloadNonce = in.readNBytes(ChunkNonce.PAYLOAD_NONCE_BYTES);
        if (payloadNonce.length < ChunkNonce.PAYLOAD_NONCE_BYTES) {
            throw new AgeException("it is cut short");
        }
        key = fileKey.payloadKey(payloadNonce);
    }

    /** Whether a file that begins so is one. */
    public static boolean isEncrypted(byte[] beginning) {
        byte[] line = AgeHeader.FIRST_LINE.getBytes(StandardCharsets.US_ASCII);
        return beginning.length >= line.length && Arrays.equals(beginning, 0, line.length, line, 0, line.length);
    }

    /** How many bytes {@link #isEncrypted} wants to see. */
    public static int beginningBytes() {
        return AgeHeader.FIRST_LINE.length();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (taken == plain.length) {
            if (last) {
                return -1;
            }
            decrypt();
        }
        int some = Math.min(length, plain.length - taken);
        System.arraycopy(plain, taken, bytes, offset, some);
        taken += some;
        return some;
    }

    private void decrypt() throws IOException {
        byte[] sealed = in.readNBytes(ChunkNonce.CHUNK_BYTES + ChunkNonce.TAG_BYTES);
        last = sealed.length < ChunkNonce.CHUNK_BYTES + ChunkNonce.TAG_BYTES || !hasMore();
        if (sealed.length < ChunkNonce.TAG_BYTES || (sealed.length == ChunkNonce.TAG_BYTES && !first)) {
            throw new AgeException("it is cut short");
        }
        try {
            plain = FileKey.cipher(Cipher.DECRYPT_MODE, key, nonce.next(last)).doFinal(sealed);
        } catch (AEADBadTagException e) {
            throw new AgeException("it is damaged or cut short");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        taken = 0;
        first = false;
    }

    /** The next byte stays to be read. */
    private boolean hasMore() throws IOException {
        in.mark(1);
        boolean more = in.read() >= 0;
        in.reset();
        return more;
    }

    @Override
    public int available() {
        return plain.length - taken;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
