import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Clients that read small files one after another, in random order, each over one connection that it keeps.
 *
 * <p>Usage: java SmallFiles.java FOLDER_URL FILES BYTES CLIENTS WARM_SECONDS SECONDS, with the Authorization header in the
 * variable BENCH_AUTHORIZATION. The files are small-000001.bin and so on. Every answer must be 200 with that many bytes.
 * Prints requests per second, the median and the 99th percentile in ms, how many answers were wrong, and how many cores
 * this program itself took; exit code 1 when an answer was wrong. A read waits at most 30 s.
 */
public final class SmallFiles {

    private static final int WAIT_MILLIS = 30_000;

    private final URI folder;
    private final int files;
    private final int expectedLength;
    private final String headers;
    private final long countFrom;
    private final long end;

    private SmallFiles(String[] args) {
        folder = URI.create(args[0]);
        files = Integer.parseInt(args[1]);
        expectedLength = Integer.parseInt(args[2]);
        String authorization = System.getenv("BENCH_AUTHORIZATION");
        headers = " HTTP/1.1\r\nHost: " + folder.getAuthority() + "\r\n"
                + (authorization == null ? "" : "Authorization: " + authorization + "\r\n") + "\r\n";
        countFrom = System.nanoTime() + Long.parseLong(args[4]) * 1_000_000_000L;
        end = countFrom + Long.parseLong(args[5]) * 1_000_000_000L;
    }

    public static void main(String[] args) throws InterruptedException {
        SmallFiles load = new SmallFiles(args);
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(args[3]); i++) {
            clients.add(load.new Client());
        }
        clients.forEach(Thread::start);
        Thread.sleep(Math.max(0, (load.countFrom - System.nanoTime()) / 1_000_000));
        long cpu = cpuNanos();
        for (Client client : clients) {
            client.join();
        }
        load.report(clients, cpuNanos() - cpu);
    }

    private void report(List<Client> clients, long cpuNanos) {
        double seconds = (end - countFrom) / 1e9;
        long[] nanos = clients.stream().flatMapToLong(client -> Arrays.stream(client.nanos, 0, client.answers)).sorted()
                .toArray();
        int wrong = clients.stream().mapToInt(client -> client.wrong).sum();
        System.out.printf(Locale.ROOT, "%.1f %.2f %.2f %d %.2f%n", nanos.length / seconds, percentile(nanos, 50),
                percentile(nanos, 99), wrong, cpuNanos / 1e9 / seconds);
        clients.stream().filter(client -> client.complaint != null).limit(3)
                .forEach(client -> System.err.println("wrong: " + client.complaint));
        System.exit(wrong == 0 && nanos.length > 0 ? 0 : 1);
    }

    private static double percentile(long[] sorted, int percent) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) ((sorted.length - 1L) * percent / 100)] / 1e6;
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private final class Client extends Thread {
        private final byte[] body = new byte[expectedLength];
        private long[] nanos = new long[4096];
        private int answers;
        private int wrong;
        private String complaint;
        private Socket socket;
        private InputStream in;

        @Override
        public void run() {
            while (System.nanoTime() < end) {
                try {
                    long started = System.nanoTime();
                    String answer = ask();
                    count(started, answer);
                } catch (IOException e) {
                    count(0, e.toString());
                }
            }
            close();
        }

        private void count(long started, String answer) {
            if (!answer.isEmpty()) {
                wrong++;
                complaint = answer;
                close();
            } else if (started >= countFrom) {
                if (answers == nanos.length) {
                    nanos = Arrays.copyOf(nanos, 2 * answers);
                }
                nanos[answers++] = System.nanoTime() - started;
            }
        }

        /** What was wrong, or nothing. */
        private String ask() throws IOException {
            if (socket == null) {
                connect();
            }
            String name = "small-%06d.bin".formatted(1 + ThreadLocalRandom.current().nextInt(files));
            socket.getOutputStream().write(("GET " + folder.getRawPath() + "/" + name + headers)
                    .getBytes(StandardCharsets.US_ASCII));
            String status = line();
            int length = -1;
            boolean chunked = false;
            boolean last = false;
            for (String header = line(); !header.isEmpty(); header = line()) {
                String lower = header.toLowerCase(Locale.ROOT);
                if (lower.startsWith("content-length:")) {
                    length = Integer.parseInt(lower.substring(15).trim());
                }
                chunked |= lower.startsWith("transfer-encoding:") && lower.contains("chunked");
                last |= lower.startsWith("connection:") && lower.contains("close");
            }
            int read = chunked ? chunks() : read(length < 0 ? expectedLength : length);
            if (last) {
                close();
            }
            return status.contains(" 200") && read == expectedLength ? "" : status + ", " + read + " bytes";
        }

        private int chunks() throws IOException {
            int total = 0;
            while (true) {
                int size = Integer.parseInt(line().trim(), 16);
                total += read(size);
                line();
                if (size == 0) {
                    return total;
                }
            }
        }

        private int read(int length) throws IOException {
            int total = 0;
            while (total < length) {
                int n = in.read(body, 0, Math.min(body.length, length - total));
                if (n < 0) {
                    throw new IOException("ended after " + total + " of " + length + " bytes");
                }
                total += n;
            }
            return total;
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder(64);
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new IOException("ended within a line");
                } else if (c != '\r') {
                    line.append((char) c);
                }
            }
            return line.toString();
        }

        private void connect() throws IOException {
            socket = new Socket();
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(WAIT_MILLIS);
            socket.connect(new InetSocketAddress(folder.getHost(), folder.getPort()), WAIT_MILLIS);
            in = new BufferedInputStream(socket.getInputStream(), 8192);
        }

        private void close() {
            try {
                if (socket != null) {
                    socket.close();
                }
            } catch (IOException e) {
                complaint = e.toString();
            }
            socket = null;
        }
    }
}
