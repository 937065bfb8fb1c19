package io.ftpcluster.agent.net;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Reads what a server sends (RFC 6455, 5): unmasked frames, put together. Not thread-safe. */
final class MessageReader {

    private static final int FINAL = 0x80;
    private static final int RESERVED = 0x70;
    private static final int MASKED = 0x80;
    private static final int TWO_BYTES = 126;
    private static final int EIGHT_BYTES = 127;

    private final DataInputStream in;
    private final int longest;
    private ByteArrayOutputStream parts;
    private int partsOpcode;

    /** @param longest message in bytes */
    MessageReader(InputStream in, int longest) {
        this.in = new DataInputStream(in);
        this.longest = longest;
    }

    /** Blocks until there is one; control frames come between the parts of a message. EOFException at the end. */
    Message next() throws IOException {
        while (true) {
            int head = in.readUnsignedByte();
            int opcode = head & 0x0f;
            if ((head & RESERVED) != 0) {
                throw new BrokenLink(BrokenLink.PROTOCOL_ERROR, "a frame of an extension that wasn't agreed on");
            }
            boolean last = (head & FINAL) != 0;
            byte[] payload = payload(opcode, last);
            if (opcode >= Message.CLOSE) {
                return new Message(opcode, payload);
            }
            Message message = joined(opcode, payload, last);
            if (message != null) {
                return message;
            }
        }
    }

    private byte[] payload(int opcode, boolean last) throws IOException {
        int second = in.readUnsignedByte();
        if ((second & MASKED) != 0) {
            throw new BrokenLink(BrokenLink.PROTOCOL_ERROR, "a masked frame from a server");
        }
        long length = second;
        if (second == TWO_BYTES) {
            length = in.readUnsignedShort();
        } else if (second == EIGHT_BYTES) {
            length = in.readLong();
        }
        checkKind(opcode, last, length);
        long before = parts == null ? 0 : parts.size();
        if (length < 0 || before + length > longest) {
            throw new BrokenLink(BrokenLink.TOO_BIG, "a message of more than " + longest + " bytes");
        }
        byte[] payload = new byte[(int) length];
        in.readFully(payload);
        return payload;
    }

    private static void checkKind(int opcode, boolean last, long length) throws BrokenLink {
        switch (opcode) {
            case Message.CONTINUATION, Message.TEXT -> {
            }
            case Message.BINARY -> throw new BrokenLink(BrokenLink.NOT_TEXT, "a binary message");
            case Message.CLOSE, Message.PING, Message.PONG -> {
                if (!last || length > Message.MAX_CONTROL) {
                    throw new BrokenLink(BrokenLink.PROTOCOL_ERROR, "a control frame that is too long or in parts");
                }
            }
            default -> throw new BrokenLink(BrokenLink.PROTOCOL_ERROR, "a frame of an unknown kind");
        }
    }

    /** Null until the last part has come. */
    private Message joined(int opcode, byte[] payload, boolean last) throws BrokenLink {
        boolean first = opcode != Message.CONTINUATION;
        if (first == (parts != null)) {
            throw new BrokenLink(BrokenLink.PROTOCOL_ERROR, "a part of a message out of order");
        }
        if (first && last) {
            return new Message(opcode, payload);
        }
        if (first) {
            parts = new ByteArrayOutputStream();
            partsOpcode = opcode;
        }
        parts.writeBytes(payload);
        if (!last) {
            return null;
        }
        Message whole = new Message(partsOpcode, parts.toByteArray());
        parts = null;
        return whole;
    }
}
