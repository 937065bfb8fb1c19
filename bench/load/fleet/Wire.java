package fleet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The socket of one link: the upgrade's answer first, then WebSocket frames. Lives on the loop's thread. */
final class Wire {

    private static final int MOST_HELD = 256 * 1024;
    private static final byte[] NOTHING = {};

    private final SocketChannel channel;
    private final Link link;
    private SelectionKey key;
    private byte[] held = NOTHING; // the beginning of what hasn't come whole
    private byte[] unsent = NOTHING;
    private boolean upgraded;
    private boolean closed;

    Wire(SocketChannel channel, Link link) {
        this.channel = channel;
        this.link = link;
    }

    void registered(SelectionKey own) {
        key = own;
    }

    void ready(ByteBuffer buffer) {
        try {
            if (key.isConnectable() && channel.finishConnect()) {
                connected();
            }
            if (!closed && key.isWritable()) {
                byte[] rest = unsent;
                unsent = NOTHING;
                write(rest);
            }
            if (!closed && key.isReadable()) {
                read(buffer);
            }
        } catch (IOException e) {
            link.lost(String.valueOf(e.getMessage()));
        }
    }

    void connected() {
        if (closed) {
            return; // it was given up meanwhile
        }
        try {
            key.interestOps(SelectionKey.OP_READ);
            link.connected();
        } catch (IOException e) {
            link.lost(String.valueOf(e.getMessage()));
        }
    }

    private void read(ByteBuffer buffer) throws IOException {
        buffer.clear();
        int n = channel.read(buffer);
        if (n < 0) {
            link.lost("end of the connection");
            return;
        }
        byte[] bytes = Arrays.copyOf(held, held.length + n);
        buffer.flip().get(bytes, held.length, n);
        int used = 0;
        for (int step = -1; !closed && step != 0; used += step) {
            step = upgraded ? frame(bytes, used) : head(bytes);
        }
        held = used == bytes.length ? NOTHING : Arrays.copyOfRange(bytes, used, bytes.length);
        if (held.length > MOST_HELD) {
            link.lost("a frame without an end");
        }
    }

    /** The bytes that were taken; 0 when it hasn't come whole. */
    private int head(byte[] bytes) throws IOException {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return 0;
        }
        upgraded = true;
        link.upgraded(text.substring(0, end));
        return end + 4;
    }

    private int frame(byte[] bytes, int from) throws IOException {
        int there = bytes.length - from;
        if (there < 2) {
            return 0;
        }
        int length = bytes[from + 1] & 0x7f; // a server doesn't mask
        int head = length == 126 ? 4 : length == 127 ? 10 : 2;
        if (there < head) {
            return 0;
        }
        if (head > 2) {
            long large = 0;
            for (int i = 2; i < head; i++) {
                large = large << 8 | bytes[from + i] & 0xff;
            }
            length = (int) Math.min(large, Integer.MAX_VALUE / 2);
        }
        if (there < head + length) {
            return 0;
        }
        received(bytes[from] & 0x0f, Arrays.copyOfRange(bytes, from + head, from + head + length));
        return head + length;
    }

    private void received(int opcode, byte[] payload) throws IOException {
        switch (opcode) {
            case WebSocket.TEXT -> link.text(new String(payload, StandardCharsets.UTF_8));
            case WebSocket.PING -> {
                link.heard();
                write(WebSocket.pong(payload));
            }
            case WebSocket.PONG -> link.heard();
            case WebSocket.CLOSE -> link.closed(
                    payload.length < 2 ? 1005 : (payload[0] & 0xff) << 8 | payload[1] & 0xff);
            default -> link.lost("a frame of kind " + opcode);
        }
    }

    void write(byte[] bytes) throws IOException {
        if (unsent.length > 0) {
            unsent = joined(unsent, bytes, 0);
            return;
        }
        int n = channel.write(ByteBuffer.wrap(bytes));
        if (n < bytes.length) {
            unsent = joined(NOTHING, bytes, n);
            key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        } else {
            key.interestOps(SelectionKey.OP_READ);
        }
    }

    private static byte[] joined(byte[] first, byte[] second, int from) {
        byte[] both = Arrays.copyOf(first, first.length + second.length - from);
        System.arraycopy(second, from, both, first.length, second.length - from);
        return both;
    }

    void close() {
        closed = true;
        try {
            channel.close();
        } catch (IOException e) {
            System.err.println("close: " + e.getMessage()); // nothing more can be done, and it is no loss
        }
    }
}
