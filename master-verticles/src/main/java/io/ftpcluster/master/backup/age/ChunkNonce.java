package io.ftpcluster.master.backup.age;

import java.nio.ByteBuffer;

/** Counts the chunks of a payload, so that none can be left out, moved or added. */
final class ChunkNonce {

    /** Of plain text in each but the last. */
    static final int CHUNK_BYTES = 64 * 1024;
    static final int TAG_BYTES = 16;
    /** In front of the chunks. */
    static final int PAYLOAD_NONCE_BYTES = 16;

    private long counter;

    /** @param last tells the end from a cut */
    byte[] next(boolean last) {
        return ByteBuffer.allocate(12).position(3).putLong(counter++).put((byte) (last ? 1 : 0)).array();
    }
}
