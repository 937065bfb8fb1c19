package io.ftpcluster.faults;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Reads one small file of a healthy host over and over and looks at the clock. */
final class SteadyUser implements Runnable {

    private static final long PAUSE_MILLIS = 20;

    private final PortalLogin login;
    private final String path;
    private final byte[] expected;
    private final List<Long> micros = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private volatile boolean enough;

    SteadyUser(PortalLogin login, String path, byte[] expected) {
        this.login = login;
        this.path = path;
        this.expected = expected;
    }

    @Override
    public void run() {
        while (!enough) {
            long started = System.nanoTime();
            String failure = read();
            long took = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - started);
            synchronized (this) {
                micros.add(took);
                if (failure != null) {
                    failures.add(failure);
                }
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private String read() {
        byte[] bytes = new byte[expected.length + 1];
        byte[] step = new byte[16 * 1024];
        int length = 0;
        try (HttpExchange http = new HttpExchange(login, "GET", path)) {
            int status = http.status();
            for (int n = http.read(step); n >= 0; n = http.read(step)) {
                if (length + n <= expected.length) {
                    System.arraycopy(step, 0, bytes, length, n);
                }
                length += n;
            }
            boolean right = length == expected.length && Arrays.equals(expected, Arrays.copyOf(bytes, length));
            return right && status == 200 ? null : status + " with " + length + " bytes";
        } catch (IOException e) {
            return e.toString();
        }
    }

    void stop() {
        enough = true;
    }

    synchronized List<String> failures() {
        return List.copyOf(failures);
    }

    /** Forgets what was until now. Returns it in words. */
    synchronized String drain() {
        List<Long> sorted = new ArrayList<>(micros);
        micros.clear();
        Collections.sort(sorted);
        if (sorted.isEmpty()) {
            return "nothing read";
        }
        return "%d reads, p50 %.1f ms, p99 %.1f ms, longest %.1f ms, %d failed".formatted(sorted.size(),
                sorted.get(sorted.size() / 2) / 1e3, sorted.get((int) (sorted.size() * 0.99)) / 1e3,
                sorted.getLast() / 1e3, failures.size());
    }
}
