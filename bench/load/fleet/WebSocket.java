package fleet;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/** A client's frames (RFC 6455, 5.2): whole messages, masked. */
final class WebSocket {

    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;

    private WebSocket() {}

    static byte[] text(byte[] payload) {
        return frame(TEXT, payload);
    }

    static byte[] ping() {
        return frame(PING, "bench".getBytes(StandardCharsets.US_ASCII));
    }

    static byte[] pong(byte[] payload) {
        return frame(PONG, payload);
    }

    private static byte[] frame(int opcode, byte[] payload) {
        int extra = payload.length < 126 ? 0 : 2; // a frame of this protocol has at most 64 KiB
        byte[] frame = new byte[6 + extra + payload.length];
        frame[0] = (byte) (FIN | opcode);
        if (extra == 0) {
            frame[1] = (byte) (MASKED | payload.length);
        } else {
            frame[1] = (byte) (MASKED | 126);
            frame[2] = (byte) (payload.length >> 8);
            frame[3] = (byte) payload.length;
        }
        int mask = ThreadLocalRandom.current().nextInt();
        int at = 2 + extra;
        for (int i = 0; i < 4; i++) {
            frame[at++] = (byte) (mask >> (24 - 8 * i));
        }
        for (int i = 0; i < payload.length; i++) {
            frame[at++] = (byte) (payload[i] ^ (mask >> (24 - 8 * (i & 3))));
        }
        return frame;
    }
}
