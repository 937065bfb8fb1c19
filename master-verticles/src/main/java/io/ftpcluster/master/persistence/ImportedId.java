package io.ftpcluster.master.persistence;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * Ids of what was imported, made of what it was there (UUIDs of version 8, RFC 9562 section 5.8): whatever became of it since,
 * another import of the same row finds it.
 */
final class ImportedId {

    private static final String PURPOSE = "ftpcluster import 1";

    private ImportedId() {}

    static String of(String... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            add(digest, PURPOSE);
            for (String part : parts) {
                add(digest, part);
            }
            ByteBuffer hash = ByteBuffer.wrap(digest.digest());
            long high = (hash.getLong() & ~0xF000L) | 0x8000L;
            long low = hash.getLong() >>> 2 | 0x8000_0000_0000_0000L;
            return new UUID(high, low).toString();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /** The length keeps "a","bc" and "ab","c" apart. */
    private static void add(MessageDigest digest, String part) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        digest.update(bytes);
    }
}
