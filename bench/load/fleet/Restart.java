package fleet;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;

/** Watches the portal go and come again: its health, and how the links come back. */
final class Restart implements Probe.Watcher {

    private static final Duration EVERY = Duration.ofMillis(100);
    private static final int STARTING = 503;
    private static final Duration AFTERWARDS = Duration.ofSeconds(5);

    private final Counts counts;
    private final int expected;
    private final Probe probe;
    private volatile long downAt;
    private volatile boolean gone;
    private volatile long listensAt;
    private volatile long readyAt;
    private volatile int failed;
    private volatile double slowestMillis;

    Restart(URI portal, String authorization, Counts counts, int expected) {
        this.counts = counts;
        this.expected = expected;
        probe = new Probe(portal.resolve("/health/ready"), authorization, EVERY, this);
    }

    /** While it stops or starts it may say so; once it has said that it is ready it must be well. */
    @Override
    public void answered(int status, long nanos) {
        boolean well = status == 200;
        if (readyAt != 0) {
            failed += well ? 0 : 1;
            slowestMillis = Math.max(slowestMillis, nanos / 1e6);
        } else if (!well && downAt == 0) {
            downAt = System.nanoTime();
        } else if (gone && status != Probe.REFUSED) {
            long asked = System.nanoTime() - nanos;
            listensAt = listensAt == 0 ? asked : listensAt;
            readyAt = well ? asked : 0;
            failed += well || status == STARTING ? 0 : 1;
            slowestMillis = Math.max(slowestMillis, nanos / 1e6);
        }
        gone |= status == Probe.REFUSED;
    }

    /** Returns when all links are back and some seconds more, or after this time. */
    String watch(Duration most) throws InterruptedException {
        int from = counts.second();
        long histories = counts.histories.sum();
        Thread asking = Thread.ofPlatform().name("health").start(probe);
        long began = System.nanoTime();
        long backAt = 0;
        while (System.nanoTime() - began < most.toNanos()
                && (backAt == 0 || System.nanoTime() - backAt < AFTERWARDS.toNanos())) {
            if (backAt == 0 && readyAt != 0 && counts.linked.get() == expected) {
                backAt = System.nanoTime();
            }
            Thread.sleep(20);
        }
        probe.stop();
        asking.join();
        System.err.println("connections (welcomes) by second: " + counts.bySecond(from));
        return String.format(Locale.ROOT, "{\"linked\": %d, \"down\": %.1f, \"starting\": %.1f, "
                + "\"back_after_down\": %.1f, \"back_after_ready\": %.1f, \"failed\": %d, \"slowest_health_ms\": %.0f, "
                + "\"most_attempts\": %d, \"most_connections\": %d, \"most_welcomes\": %d, \"histories\": %d}",
                counts.linked.get(), seconds(downAt, readyAt), seconds(listensAt, readyAt),
                seconds(downAt, backAt), seconds(readyAt, backAt), failed, slowestMillis, counts.mostAttempts(from), counts.mostConnections(from),
                counts.mostWelcomes(from), counts.histories.sum() - histories);
    }

    /** -1 when one of them never was. */
    private static double seconds(long from, long to) {
        return from == 0 || to == 0 ? -1 : (to - from) / 1e9;
    }
}
