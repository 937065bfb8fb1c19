import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Clients that ask and take nothing, against a portal on 127.0.0.1 that speaks HTTPS: each opens HTTP/2 with a window of
 * 0 and asks on 100 streams, or pipelines 100 requests with HTTP/1.1, reads nothing, and comes again when it is cut.
 * Meanwhile others ask for /health/live, each by a connection of its own, and their slowest answer is told.
 *
 * <p>Usage: java Untaken.java PORT CLIENTS SECONDS PATH h2|http1 [authorization]. At most 2,000 clients and 120 seconds.
 */
public final class Untaken {

    private static final int STREAMS = 100;
    private static final int MOST_CLIENTS = 2_000;
    private static final int MOST_SECONDS = 120;
    private static final int AT_ONCE = 50;
    private static final int PATIENCE = 20_000;
    private static final int AGAIN_MILLIS = 30_000;

    private final int port;
    private final byte[] asks;
    private final boolean http2;
    private final SSLContext trust = trustAll();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger cut = new AtomicInteger();
    private final Semaphore connecting = new Semaphore(AT_ONCE);
    private volatile boolean over;

    private Untaken(int port, String path, boolean http2, String authorization) {
        this.port = port;
        this.http2 = http2;
        this.asks = http2 ? http2(path, authorization) : http1(path, authorization);
    }

    public static void main(String[] arguments) throws Exception {
        int clients = Math.min(MOST_CLIENTS, Integer.parseInt(arguments[1]));
        int seconds = Math.min(MOST_SECONDS, Integer.parseInt(arguments[2]));
        Untaken load = new Untaken(Integer.parseInt(arguments[0]), arguments[3], arguments[4].equals("h2"),
                arguments.length > 5 ? arguments[5] : "");
        load.report("before", load.probe(20));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < clients; i++) {
                threads.execute(load::client);
            }
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            List<Long> times = new ArrayList<>();
            while (System.nanoTime() < end) {
                times.addAll(load.probe(1));
                Thread.sleep(50);
            }
            System.out.printf("clients open %d, cut and come again %d%n", load.open.get(), load.cut.get());
            load.report("meanwhile", times);
            load.over = true;
            threads.shutdownNow();
        }
        Thread.sleep(2_000);
        load.report("afterwards", load.probe(20));
    }

    private void client() {
        while (!over) {
            try (Socket socket = connect(http2 ? "h2" : "http/1.1")) {
                open.incrementAndGet();
                try {
                    OutputStream out = socket.getOutputStream();
                    out.write(asks);
                    out.flush();
                    while (!over) {
                        Thread.sleep(1_000);
                        // A ping, or a new line before a request: whether it is still there.
                        out.write(http2 ? frame(6, 0, 0, new byte[8]) : "\r\n".getBytes(StandardCharsets.US_ASCII));
                        out.flush();
                    }
                } finally {
                    open.decrementAndGet();
                }
            } catch (IOException gone) {
                cut.incrementAndGet();
                pause();
            } catch (InterruptedException end) {
                return;
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(AGAIN_MILLIS);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private SSLSocket connect(String protocol) throws IOException, InterruptedException {
        connecting.acquire();
        Socket plain = new Socket();
        try {
            plain.setReceiveBufferSize(8 * 1024);
            plain.setSoTimeout(PATIENCE);
            plain.setSoLinger(true, 0);
            plain.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE);
            SSLSocket socket = (SSLSocket) trust.getSocketFactory().createSocket(plain, "127.0.0.1", port, true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[]{protocol});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket;
        } catch (IOException e) {
            plain.close();
            throw e;
        } finally {
            connecting.release();
        }
    }

    /** Nanoseconds from the request to its whole answer; the handshake counts. */
    private List<Long> probe(int count) throws Exception {
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long begin = System.nanoTime();
            Socket plain = new Socket("127.0.0.1", port);
            plain.setSoTimeout(PATIENCE);
            try (Socket socket = trust.getSocketFactory().createSocket(plain, "127.0.0.1", port, true)) {
                socket.getOutputStream().write("GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                times.add(answer.startsWith("HTTP/1.1 200") ? System.nanoTime() - begin : Long.MAX_VALUE);
            } catch (IOException refused) {
                times.add(Long.MAX_VALUE);
            }
        }
        return times;
    }

    private void report(String when, List<Long> times) {
        List<Long> answered = new ArrayList<>(times.stream().filter(time -> time != Long.MAX_VALUE).toList());
        Collections.sort(answered);
        System.out.printf("%s: %d of %d answered, half within %d ms, the slowest %d ms%n", when, answered.size(), times
                .size(), answered.isEmpty() ? -1 : answered.get(answered.size() / 2) / 1_000_000, answered.isEmpty()
                        ? -1
                        : answered.getLast() / 1_000_000);
    }

    private static byte[] http1(String path, String authorization) {
        String field = authorization.isEmpty() ? "" : "Authorization: " + authorization + "\r\n";
        return ("GET " + path + " HTTP/1.1\r\nHost: x\r\n" + field + "\r\n").repeat(STREAMS).getBytes(
                StandardCharsets.ISO_8859_1);
    }

    private static byte[] http2(String path, String authorization) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        // SETTINGS_INITIAL_WINDOW_SIZE 0
        all.writeBytes(frame(4, 0, 0, new byte[]{0, 4, 0, 0, 0, 0}));
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.writeBytes(new byte[]{(byte) 0x82, (byte) 0x87, 4});
        string(block, path);
        block.write(1);
        string(block, "x");
        if (!authorization.isEmpty()) {
            block.write(0);
            string(block, "authorization");
            string(block, authorization);
        }
        for (int stream = 1; stream < 2 * STREAMS; stream += 2) {
            all.writeBytes(frame(1, 5, stream, block.toByteArray()));
        }
        return all.toByteArray();
    }

    private static void string(ByteArrayOutputStream block, String text) {
        // Shorter than 127 bytes, or one continuation byte of the length.
        if (text.length() < 127) {
            block.write(text.length());
        } else {
            block.write(127);
            int rest = text.length() - 127;
            for (; rest >= 128; rest >>= 7) {
                block.write(rest % 128 + 128);
            }
            block.write(rest);
        }
        block.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.writeBytes(new byte[]{(byte) (payload.length >> 16), (byte) (payload.length >> 8), (byte) payload.length,
                (byte) type, (byte) flags, (byte) (stream >> 24), (byte) (stream >> 16), (byte) (stream >> 8),
                (byte) stream});
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    private static SSLContext trustAll() {
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
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
