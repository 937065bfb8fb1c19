package io.ftpcluster.master.backup.age;

import io.ftpcluster.bus.Secret;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;

/** Encrypts what is written to it. Only {@link #close} makes it whole: without it, the reader sees that it is cut. */
public final class AgeOutputStream extends FilterOutputStream {

    private final SecretKey key;
    private final ChunkNonce nonce = new ChunkNonce();
    private final byte[] chunk = new byte[ChunkNonce.CHUNK_BYTES];
    private int filled;
    private boolean closed;

    /** @param workFactor 2 to the power of it is scrypt's N: 15 takes 32 MiB of memory and a tenth of a second */
    public AgeOutputStream(OutputStream out, Secret passphrase, int workFactor) throws IOException {
        super(out);
        SecureRandom random = new SecureRandom();
        FileKey fileKey = FileKey.generate(random);
        out.write(AgeHeader.write(fileKey, passphrase, workFactor, random));
        byte[] payloadNonce = new byte[ChunkNonce.PAYLOAD_NONCE_BYTES];
        random.nextBytes(payloadNonce);
        out.write(payloadNonce);
        key = fileKey.payloadKey(payloadNonce);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[]{(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        int end = offset + length;
        while (from < end) {
            if (filled == chunk.length) {
                // Only now: a chunk that may be the last one is written as such.
                encrypt(false);
            }
            int some = Math.min(end - from, chunk.length - filled);
            System.arraycopy(bytes, from, chunk, filled, some);
            filled += some;
            from += some;
        }
    }

    private void encrypt(boolean last) throws IOException {
        try {
            out.write(FileKey.cipher(Cipher.ENCRYPT_MODE, key, nonce.next(last)).doFinal(chunk, 0, filled));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        filled = 0;
    }

    /** Of whole chunks only. */
    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (OutputStream ended = out) {
            encrypt(true);
            ended.flush();
        }
    }
}
