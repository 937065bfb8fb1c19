package io.ftpcluster.testing;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** HTTP/2 over TLS on 127.0.0.1, frame by frame: sends what no library would. Reads end after 30 s. */
public final class RawHttp2 implements Closeable {

    public static final int DATA = 0;
    public static final int HEADERS = 1;
    public static final int PRIORITY = 2;
    public static final int RST_STREAM = 3;
    public static final int SETTINGS = 4;
    public static final int PING = 6;
    public static final int GOAWAY = 7;
    public static final int WINDOW_UPDATE = 8;
    public static final int CONTINUATION = 9;
    public static final int END_STREAM = 1;
    public static final int END_HEADERS = 4;
    public static final int ENHANCE_YOUR_CALM = 11;

    private static final int READ_MILLIS = 30_000;
    private static final int HEAD = 9;
    private static final int LITERAL_PATH = 4;
    private static final int LITERAL_METHOD = 2;
    private static final int INDEXED_GET = 0x82;
    private static final int INDEXED_HTTPS = 0x87;
    private static final int PADDED = 0x8;
    private static final int WITH_PRIORITY = 0x20;
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int INITIAL_WINDOW = 4;
    private static final SSLContext TRUSTS_ALL = trustsAll();

    private final SSLSocket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    /** One frame that came. */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares frames.
    public record Frame(int type, int flags, int stream, byte[] payload) {

        /** Of HEADERS, where it is one of those with a number of their own (RFC 7541, appendix A); else 0. */
        public int status() {
            int at = (flags & PADDED) == 0 ? 0 : 1;
            at += (flags & WITH_PRIORITY) == 0 ? 0 : 5;
            return switch (payload[at] & 0xff) {
                case 0x88 -> 200;
                case 0x89 -> 204;
                case 0x8a -> 206;
                case 0x8b -> 304;
                case 0x8c -> 400;
                case 0x8d -> 404;
                case 0x8e -> 500;
                default -> 0;
            };
        }

        /** Of GOAWAY or RST_STREAM. */
        public int errorCode() {
            int at = type == GOAWAY ? 4 : 0;
            return ByteBuffer.wrap(payload, at, Integer.BYTES).getInt();
        }
    }

    private RawHttp2(int port) throws IOException {
        Socket plain = new Socket();
        plain.setReceiveBufferSize(16 * 1024);
        plain.setSoTimeout(READ_MILLIS);
        plain.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), READ_MILLIS);
        socket = (SSLSocket) TRUSTS_ALL.getSocketFactory().createSocket(plain, "127.0.0.1", port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[]{"h2"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
    }

    /** @param window how much each stream's answer may send before it is allowed more */
    public static RawHttp2 connect(int port, int window) throws IOException {
        RawHttp2 client = new RawHttp2(port);
        client.out.write(PREFACE);
        client.send(SETTINGS, 0, 0, 0, INITIAL_WINDOW, window >> 24, window >> 16, window >> 8, window);
        return client;
    }

    public void send(int type, int flags, int stream, int... payload) throws IOException {
        byte[] bytes = new byte[payload.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) payload[i];
        }
        send(type, flags, stream, bytes);
    }

    public void send(int type, int flags, int stream, byte[] payload) throws IOException {
        out.write(frame(type, flags, stream, payload));
        out.flush();
    }

    public void write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    public static byte[] frame(int type, int flags, int stream, byte[] payload) {
        byte[] frame = new byte[HEAD + payload.length];
        frame[0] = (byte) (payload.length >> 16);
        frame[1] = (byte) (payload.length >> 8);
        frame[2] = (byte) payload.length;
        frame[3] = (byte) type;
        frame[4] = (byte) flags;
        frame[5] = (byte) (stream >> 24);
        frame[6] = (byte) (stream >> 16);
        frame[7] = (byte) (stream >> 8);
        frame[8] = (byte) stream;
        System.arraycopy(payload, 0, frame, HEAD, payload.length);
        return frame;
    }

    /** The header block of a GET. */
    public static byte[] get(String path, String... headers) {
        return request("GET", path, headers);
    }

    /** The header block of any request. */
    public static byte[] request(String method, String path, String... headers) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        if (method.equals("GET")) {
            block.write(INDEXED_GET);
        } else {
            block.write(LITERAL_METHOD);
            string(block, method);
        }
        block.write(INDEXED_HTTPS);
        block.write(LITERAL_PATH);
        string(block, path);
        block.write(1);
        string(block, "localhost");
        for (int i = 0; i < headers.length; i += 2) {
            block.write(0);
            string(block, headers[i]);
            string(block, headers[i + 1]);
        }
        return block.toByteArray();
    }

    private static void string(ByteArrayOutputStream block, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length < 127) {
            block.write(bytes.length);
        } else {
            block.write(127);
            int rest = bytes.length - 127;
            for (; rest >= 128; rest >>= 7) {
                block.write(rest % 128 + 128);
            }
            block.write(rest);
        }
        block.writeBytes(bytes);
    }

    /** Asks on a stream, whose number is odd. */
    public void ask(int stream, String path, String... headers) throws IOException {
        send(HEADERS, END_STREAM | END_HEADERS, stream, get(path, headers));
    }

    /** Null at the end of the connection, however it ended. */
    public Frame next() {
        try {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            byte[] payload = new byte[length];
            in.readFully(payload);
            return new Frame(type, flags, stream, payload);
        } catch (EOFException | java.net.SocketException | javax.net.ssl.SSLException ended) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next frame of a type; null when the connection ended before. */
    public Frame await(int type) {
        Frame frame = next();
        while (frame != null && frame.type() != type) {
            frame = next();
        }
        return frame;
    }

    @Override
    public void close() throws IOException {
        try {
            // At once: a regular close would write to a peer that may not read.
            socket.setSoLinger(true, 0);
        } catch (SocketException closedBefore) {
            return;
        }
        socket.close();
    }

    private static SSLContext trustsAll() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[]{new X509TrustManager() {
                @Override
                public void checkClientTrusted(X509Certificate[] chain, String type) {}

                @Override
                public void checkServerTrusted(X509Certificate[] chain, String type) {}

                @Override
                public X509Certificate[] getAcceptedIssuers() {
                    return new X509Certificate[0];
                }
            }}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
