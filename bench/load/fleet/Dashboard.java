package fleet;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.LongAdder;

/**
 * An open page: takes the events of GET /live as they come and drops them. One that watches looks for the markers of
 * frames in them, and notes how long each took.
 */
final class Dashboard implements Runnable {

    private static final byte[] FIELD = "\"uptime_seconds\":".getBytes(StandardCharsets.US_ASCII);
    private static final int SILENCE_MILLIS = 30_000;

    private final InetSocketAddress portal;
    private final String authorization;
    private final Counts counts;
    private final Latencies latencies;
    private final LongAdder bytes;
    private int matched;
    private long value;
    private Socket socket;
    private volatile boolean ended;
    private volatile String complaint;

    /** @param latencies null for one that doesn't watch */
    Dashboard(InetSocketAddress portal, String authorization, Counts counts, Latencies latencies, LongAdder bytes) {
        this.portal = portal;
        this.authorization = authorization;
        this.counts = counts;
        this.latencies = latencies;
        this.bytes = bytes;
    }

    /** Returns when the portal has answered with 200. */
    void open() throws IOException {
        socket = new Socket();
        socket.setSoTimeout(SILENCE_MILLIS);
        socket.connect(portal, SILENCE_MILLIS);
        OutputStream out = socket.getOutputStream();
        out.write(("GET /live HTTP/1.1\r\nHost: " + portal.getHostString() + ":" + portal.getPort()
                + "\r\nAccept: text/event-stream\r\nAuthorization: " + authorization + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        byte[] status = socket.getInputStream().readNBytes(12);
        String line = new String(status, StandardCharsets.US_ASCII);
        if (!line.endsWith(" 200")) {
            close();
            throw new IOException("GET /live: " + line);
        }
    }

    @Override
    public void run() {
        byte[] buffer = new byte[latencies == null ? 16 * 1024 : 64 * 1024];
        try (InputStream in = socket.getInputStream()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                bytes.add(n);
                if (latencies != null) {
                    look(buffer, n);
                }
            }
            complaint = "the portal ended it";
        } catch (IOException e) {
            complaint = String.valueOf(e.getMessage());
        }
    }

    /** Byte by byte, as a field may lie across two reads. */
    private void look(byte[] buffer, int length) {
        for (int i = 0; i < length; i++) {
            byte b = buffer[i];
            if (matched < FIELD.length) {
                matched = b == FIELD[matched] ? matched + 1 : b == FIELD[0] ? 1 : 0;
                value = 0;
            } else if (b >= '0' && b <= '9') {
                value = 10 * value + b - '0';
            } else {
                seen(value);
                matched = 0;
            }
        }
    }

    private void seen(long marker) {
        long sent = counts.takeSent(marker);
        if (sent != 0) {
            latencies.add(System.nanoTime() - sent);
        }
    }

    void close() {
        ended = true;
        try {
            socket.close();
        } catch (IOException e) {
            complaint = String.valueOf(e.getMessage());
        }
    }

    /** Null while it is open, or once it was closed from here. */
    String complaint() {
        return ended ? null : complaint;
    }
}
