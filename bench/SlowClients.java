import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Many clients at once, each of which reads one file slowly over a connection of its own.
 *
 * <p>Usage: java bench/SlowClients.java URL AUTHORIZATION CLIENTS BYTES_PER_SECOND. Prints how many got every byte that
 * the response promised; exit code 1 when one did not. Ends by itself: a read waits at most 60 s, all at most 10 min.
 */
public final class SlowClients {

    private static final int STEPS_PER_SECOND = 10;
    private static final int RECEIVE_BUFFER = 64 * 1024;
    private static final int WAIT_MILLIS = 60_000;

    private final URI url;
    private final String authorization;
    private final AtomicInteger whole = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger mostOpen = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    private SlowClients(URI url, String authorization) {
        this.url = url;
        this.authorization = authorization;
    }

    public static void main(String[] args) throws Exception {
        SlowClients clients = new SlowClients(URI.create(args[0]), args[1]);
        System.exit(clients.run(Integer.parseInt(args[2]), Integer.parseInt(args[3])) ? 0 : 1);
    }

    private boolean run(int clients, int bytesPerSecond) throws InterruptedException {
        long started = System.nanoTime();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < clients; i++) {
                threads.execute(() -> download(bytesPerSecond));
            }
            threads.shutdown();
            if (!threads.awaitTermination(10, TimeUnit.MINUTES)) {
                System.out.println("not finished after 10 minutes");
                return false;
            }
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        System.out.printf("clients %d, at once at most %d, whole %d, failed %d, %.1f MiB in %.1f s%n", clients,
                mostOpen.get(), whole.get(), failed.get(), bytes.get() / 1048576.0, seconds);
        return whole.get() == clients;
    }

    private void download(int bytesPerSecond) {
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(RECEIVE_BUFFER);
            socket.setSoTimeout(WAIT_MILLIS);
            socket.connect(new InetSocketAddress(url.getHost(), url.getPort()), WAIT_MILLIS);
            socket.getOutputStream().write(("GET " + url.getRawPath() + " HTTP/1.1\r\nHost: " + url.getAuthority()
                    + "\r\nAuthorization: " + authorization + "\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            InputStream in = new BufferedInputStream(socket.getInputStream(), 4096);
            String head = head(in);
            long expected = contentLength(head);
            mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
            long read = drain(in, bytesPerSecond);
            open.decrementAndGet();
            bytes.addAndGet(read);
            if (head.startsWith("HTTP/1.1 200 ") && read == expected) {
                whole.incrementAndGet();
            } else {
                fail(head.lines().findFirst().orElse("no answer") + ", " + read + " of " + expected + " bytes");
            }
        } catch (IOException | InterruptedException e) {
            fail(e.toString());
        }
    }

    private void fail(String why) {
        if (failed.incrementAndGet() <= 5) {
            System.out.println("failed: " + why);
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static long contentLength(String head) {
        return head.lines().map(line -> line.toLowerCase(Locale.ROOT)).filter(line -> line.startsWith("content-length:"))
                .mapToLong(line -> Long.parseLong(line.substring("content-length:".length()).trim())).findFirst().orElse(-1);
    }

    private static long drain(InputStream body, int bytesPerSecond) throws IOException, InterruptedException {
        byte[] step = new byte[Math.max(1, bytesPerSecond / STEPS_PER_SECOND)];
        long total = 0;
        long next = System.nanoTime();
        for (int n = body.readNBytes(step, 0, step.length); n > 0; n = body.readNBytes(step, 0, step.length)) {
            total += n;
            next += TimeUnit.SECONDS.toNanos(1) / STEPS_PER_SECOND;
            TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
        }
        return total;
    }
}
