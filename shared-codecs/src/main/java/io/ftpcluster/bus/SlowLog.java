package io.ftpcluster.bus;

import io.ftpcluster.text.LogThrottle;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names in the log what took long, and what it was that took so long. The same has one line a minute, all together have at most
 * {@value #MOST_LINES}. Thread-safe, and free for what is quick.
 */
public final class SlowLog {

    private static final Logger LOG = LoggerFactory.getLogger(SlowLog.class);
    private static final Duration PERIOD = Duration.ofMinutes(1);
    private static final int MOST_LINES = 30;
    private static final int MOST_KNOWN = 200;
    /** A statement of the database may be long. */
    private static final int MOST_CHARACTERS = 200;

    /** For those who don't want to know. */
    public static final SlowLog SILENT = new SlowLog(Duration.ZERO);

    private final long threshold;
    private final LogThrottle throttle = new LogThrottle(PERIOD, MOST_LINES, MOST_KNOWN, System::nanoTime);

    /** @param threshold from how long on; zero: nothing is slow */
    public SlowLog(Duration threshold) {
        this.threshold = threshold.isZero() ? Long.MAX_VALUE : threshold.toNanos();
    }

    /**
     * It is over, well or not.
     *
     * @param begun {@link System#nanoTime} at its begin
     * @param kind what it is: {@code FTP}
     * @param name which one of these, never a secret and never a path: {@code RETR at alpha}
     */
    public void over(long begun, String kind, String name) {
        long nanos = System.nanoTime() - begun;
        if (nanos < threshold) {
            return;
        }
        String shown = name.length() <= MOST_CHARACTERS ? name : name.substring(0, MOST_CHARACTERS) + "...";
        throttle.admit(kind + " " + name)
                .ifPresent(skipped -> LOG.warn("Slow: {} {} took {} ms{}", kind, shown,
                        TimeUnit.NANOSECONDS.toMillis(nanos), skipped));
    }
}
