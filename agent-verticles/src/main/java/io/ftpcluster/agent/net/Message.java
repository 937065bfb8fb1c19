package io.ftpcluster.agent.net;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** A whole WebSocket message or control frame. */
final class Message {

    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;
    /** Of a control frame's payload (RFC 6455, 5.5). */
    static final int MAX_CONTROL = 125;

    private final int opcode;
    private final byte[] payload;

    /** @param payload kept as it is, so not to be changed afterwards */
    Message(int opcode, byte[] payload) {
        this.opcode = opcode;
        this.payload = payload;
    }

    int opcode() {
        return opcode;
    }

    byte[] payload() {
        return payload;
    }

    static Message text(String text) {
        return new Message(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    static Message close(int code) {
        return new Message(CLOSE, new byte[]{(byte) (code >> 8), (byte) code});
    }

    static Message ping(long mark) {
        return new Message(PING, ByteBuffer.allocate(Long.BYTES).putLong(mark).array());
    }

    /** Of a pong, what its {@link #ping} said; 0 for one that answers no such ping. */
    long mark() {
        return payload.length == Long.BYTES ? ByteBuffer.wrap(payload).getLong() : 0;
    }

    /** @throws BrokenLink when it isn't UTF-8 */
    String text() throws BrokenLink {
        return decode(payload, 0);
    }

    /** 1005 when the frame has none (RFC 6455, 7.1.5). */
    int closeCode() {
        return payload.length < 2 ? BrokenLink.NO_CODE : ((payload[0] & 0xff) << 8) | (payload[1] & 0xff);
    }

    String closeReason() throws BrokenLink {
        return payload.length <= 2 ? "" : decode(payload, 2);
    }

    private static String decode(byte[] bytes, int from) throws BrokenLink {
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, bytes.length - from));
            return text.toString();
        } catch (CharacterCodingException e) {
            throw new BrokenLink(BrokenLink.NOT_UTF8, "a message isn't UTF-8");
        }
    }
}
