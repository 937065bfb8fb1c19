package io.ftpcluster.agent.net;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.SecureRandom;

/** Writes what a client sends (RFC 6455, 5.3): one masked frame a message. Not thread-safe. */
final class MessageWriter {

    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;
    private static final int TWO_BYTES = 126;
    private static final int EIGHT_BYTES = 127;
    private static final int LONGEST_IN_TWO = 0xffff;
    private static final int MASK_BYTES = 4;
    private static final int LONGEST_HEAD = 14;

    private final OutputStream out;
    private final SecureRandom random;
    private final byte[] mask = new byte[MASK_BYTES];

    MessageWriter(OutputStream out, SecureRandom random) {
        this.out = out;
        this.random = random;
    }

    void write(Message message) throws IOException {
        byte[] payload = message.payload();
        ByteBuffer frame = ByteBuffer.allocate(payload.length + LONGEST_HEAD);
        frame.put((byte) (FINAL | message.opcode()));
        if (payload.length < TWO_BYTES) {
            frame.put((byte) (MASKED | payload.length));
        } else if (payload.length <= LONGEST_IN_TWO) {
            frame.put((byte) (MASKED | TWO_BYTES)).putShort((short) payload.length);
        } else {
            frame.put((byte) (MASKED | EIGHT_BYTES)).putLong(payload.length);
        }
        random.nextBytes(mask);
        frame.put(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ mask[i % MASK_BYTES]));
        }
        out.write(frame.array(), 0, frame.position());
        out.flush();
    }
}
