package fleet;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks the same again and again at a fixed pace. The time of an answer counts from when it was due, so that a stalled
 * portal isn't asked less and looks better for it.
 */
final class Probe implements Runnable {

    static final int REFUSED = -1;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE).build();
    private final HttpRequest request;
    private final long everyNanos;
    private final Watcher watcher;
    private volatile boolean running = true;

    interface Watcher {
        /** @param status 0 when there was no answer, {@link #REFUSED} when nobody listened */
        void answered(int status, long nanos);
    }

    Probe(URI url, String authorization, Duration every, Watcher watcher) {
        request = HttpRequest.newBuilder(url).timeout(PATIENCE).header("Authorization", authorization)
                .header("Accept", "application/json").build();
        everyNanos = every.toNanos();
        this.watcher = watcher;
    }

    @Override
    public void run() {
        try (client) {
            for (long due = System.nanoTime(); running; due = next(due)) {
                while (running && System.nanoTime() - due < 0) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                int status = ask();
                watcher.answered(status, System.nanoTime() - due);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // it was asked to end
        }
    }

    /** What is long overdue has been counted by the one that waited so long. */
    private long next(long due) {
        long now = System.nanoTime();
        return now - due > PATIENCE.toNanos() ? now : due + everyNanos;
    }

    private int ask() throws InterruptedException {
        try {
            return client.send(request, BodyHandlers.discarding()).statusCode();
        } catch (ConnectException e) {
            return REFUSED;
        } catch (IOException e) {
            return 0;
        }
    }

    void stop() {
        running = false;
    }
}
