package io.ftpcluster.master.telemetry.links;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.frames.Protocol;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The far end of a link, byte by byte: it can also do what no library lets one do. Blocking, each wait at most 30 s. */
public final class AgentPeer implements AutoCloseable {

    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;

    private final Socket socket;
    private final DataInputStream in;
    private final String head;

    public record Received(int type, Buffer payload) {
        String text() {
            return payload.toString();
        }

        public int closeCode() {
            return payload.getUnsignedShort(0);
        }

        String closeReason() {
            return payload.getString(2, payload.length());
        }
    }

    private AgentPeer(Socket socket, String headers) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(30_000);
        in = new DataInputStream(socket.getInputStream());
        write(("GET /agent HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers + "\r\n").getBytes(StandardCharsets.US_ASCII));
        head = readHead();
    }

    public static AgentPeer connect(int port, Secret token) throws IOException {
        return connect(new Socket(InetAddress.getLoopbackAddress(), port), token);
    }

    /** Over a connection that is there, such as one with TLS. */
    public static AgentPeer connect(Socket socket, Secret token) throws IOException {
        AgentPeer peer = new AgentPeer(socket,
                upgrade(Protocol.SUBPROTOCOL) + "Authorization: Bearer " + token.value() + "\r\n");
        if (peer.status() != 101) {
            throw new IOException(peer.head);
        }
        return peer;
    }

    static AgentPeer asks(int port, String headers) throws IOException {
        return new AgentPeer(new Socket(InetAddress.getLoopbackAddress(), port), headers);
    }

    static String upgrade(String subprotocol) {
        return "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: " + subprotocol + "\r\n";
    }

    private String readHead() throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            text.append((char) in.readUnsignedByte());
        }
        return text.toString();
    }

    String head() {
        return head;
    }

    int status() {
        return Integer.parseInt(head.split(" ", 3)[1]);
    }

    public void hello(String alias) throws IOException {
        hello(alias, System.currentTimeMillis());
    }

    public void hello(String alias, long clock) throws IOException {
        send(facts(alias, clock));
    }

    /** Of an agent that says which actions it knows. */
    public void hello(String alias, List<String> capabilities) throws IOException {
        send(facts(alias, System.currentTimeMillis()).put("capabilities", new JsonArray(capabilities)));
    }

    private static JsonObject facts(String alias, long clock) {
        return new JsonObject().put("type", "hello")
                .put("protocol", 1)
                .put("alias", alias)
                .put("clock", clock)
                .put("agent_version", "1.0")
                .put("host_name", "box");
    }

    public static JsonObject sample(long at) {
        return new JsonObject().put("at", at).put("seconds", 5).put("mem_percent", 12.5);
    }

    public void telemetry(JsonObject sample) throws IOException {
        send(new JsonObject().put("type", "telemetry").put("sample", sample));
    }

    /** It was done, and nothing was found. */
    public void answer(String id) throws IOException {
        answer(id, new JsonObject());
    }

    public void answer(String id, JsonObject values) throws IOException {
        send(new JsonObject().put("type", "answer").put("id", id).put("values", values));
    }

    public void send(JsonObject frame) throws IOException {
        send(frame.encode());
    }

    public void send(String text) throws IOException {
        send(FINAL | TEXT, text.getBytes(StandardCharsets.UTF_8), true);
    }

    public void send(int type, boolean last, byte[] payload) throws IOException {
        send(last ? FINAL | type : type, payload, true);
    }

    void sendUnmasked(String text) throws IOException {
        send(FINAL | TEXT, text.getBytes(StandardCharsets.UTF_8), false);
    }

    private void send(int first, byte[] payload, boolean masked) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(first);
        int mask = masked ? MASKED : 0;
        if (payload.length < 126) {
            frame.write(mask | payload.length);
        } else if (payload.length < 65536) {
            frame.write(mask | 126);
            frame.writeBytes(ByteBuffer.allocate(2).putShort((short) payload.length).array());
        } else {
            frame.write(mask | 127);
            frame.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
        }
        if (masked) {
            // A mask of zeros leaves the bytes as they are.
            frame.writeBytes(new byte[4]);
        }
        frame.writeBytes(payload);
        write(frame.toByteArray());
    }

    /** Only the head of a frame of this length, and its first bytes. */
    void announce(long length) throws IOException {
        write(ByteBuffer.allocate(14)
                .put((byte) (FINAL | TEXT))
                .put((byte) (MASKED | 127))
                .putLong(length)
                .putInt(0)
                .array());
    }

    private void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    Received next() throws IOException {
        int type = in.readUnsignedByte() & 0x0f;
        int length = in.readUnsignedByte();
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = Math.toIntExact(in.readLong());
        }
        byte[] payload = new byte[length];
        in.readFully(payload);
        return new Received(type, Buffer.buffer(payload));
    }

    /** The next frame but pings, which must be of this type. */
    public JsonObject frame(String type) throws IOException {
        Received received = next();
        while (received.type() == PING) {
            received = next();
        }
        if (received.type() == CLOSE) {
            throw new AssertionError(
                    type + " expected, but closed: " + received.closeCode() + " " + received.closeReason());
        }
        JsonObject frame = new JsonObject(received.text());
        if (!type.equals(frame.getString("type"))) {
            throw new AssertionError(type + " expected, but it is " + frame);
        }
        return frame;
    }

    /** Skips what comes before. */
    public Received awaitClose() throws IOException {
        Received received = next();
        while (received.type() != CLOSE) {
            received = next();
        }
        return received;
    }

    /** Answers a close frame as RFC 6455 wants it, and waits for the end of the connection. */
    void goodbye(Received close) throws IOException {
        send(CLOSE, true, close.payload().getBytes(0, 2));
        try {
            while (in.read() >= 0) {
                // What was on its way.
            }
        } catch (EOFException | SocketException e) {
            // As good as the end.
        }
    }

    /** Without a word. */
    void hangUp() throws IOException {
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
