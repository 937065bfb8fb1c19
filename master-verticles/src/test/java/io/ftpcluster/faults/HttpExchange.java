package io.ftpcluster.faults;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One request over a connection of its own, and its response, strictly: whatever doesn't end as HTTP/1.1 says is an
 * {@link IOException}. Only {@link #close} may come from another thread.
 */
final class HttpExchange implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 60_000;
    /** Small, so that a client that waits really holds the server back. */
    private static final int RECEIVE_BUFFER = 64 * 1024;
    private static final int LINE = 16 * 1024;

    private final Socket socket = new Socket();
    private final OutputStream output;
    private final InputStream input;
    private boolean chunked;
    private long left;

    /** Sends the head. */
    HttpExchange(PortalLogin login, String method, String path, String... fields) throws IOException {
        socket.setReceiveBufferSize(RECEIVE_BUFFER);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(login.url().getHost(), login.url().getPort()), PATIENCE_MILLIS);
        output = socket.getOutputStream();
        input = new BufferedInputStream(socket.getInputStream(), LINE);
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: " + login.url().getAuthority()
                + "\r\nAuthorization: Bearer " + login.token() + "\r\nConnection: close\r\n");
        for (String field : fields) {
            head.append(field).append("\r\n");
        }
        output.write(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
    }

    OutputStream body() {
        return output;
    }

    /** Waits for the response's head and returns its status. */
    int status() throws IOException {
        String[] start = line().split(" ", -1);
        if (start.length < 2) {
            throw new IOException("no status line");
        }
        left = 0;
        for (String field = line(); !field.isEmpty(); field = line()) {
            String lower = field.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                left = Long.parseLong(lower.substring(15).strip());
            }
            chunked |= lower.equals("transfer-encoding: chunked");
        }
        return Integer.parseInt(start[1]);
    }

    /** How many bytes the head promised, or -1. */
    long promised() {
        return chunked ? -1 : left;
    }

    /** The next bytes of the response, or -1 at an end that says that all is there. */
    int read(byte[] bytes) throws IOException {
        if (chunked && left == 0) {
            left = Long.parseLong(line(), 16);
            if (left == 0) {
                line();
                chunked = false;
            }
        }
        if (left == 0) {
            return -1;
        }
        int count = input.read(bytes, 0, (int) Math.min(bytes.length, left));
        if (count < 0) {
            throw new EOFException("the response was cut short");
        }
        left -= count;
        if (chunked && left == 0) {
            line();
        }
        return count;
    }

    String text() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] bytes = new byte[LINE];
        for (int n = read(bytes); n >= 0; n = read(bytes)) {
            all.write(bytes, 0, n);
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = input.read(); c != '\n'; c = input.read()) {
            if (c < 0 || line.length() > LINE) {
                throw new EOFException("the response was cut short");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
