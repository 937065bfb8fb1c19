package io.ftpcluster.master.persistence.repository;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.messages.Audit.Entry;
import io.ftpcluster.text.LogThrottle;
import io.vertx.core.Promise;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects the frequent audit entries and writes them in batches, in order. Holds at most {@value #CAPACITY}; what it
 * holds is lost when the process is killed. An entry leaves only after its transaction, so a failed write is tried
 * again by the next {@link #flush}. Thread-safe.
 */
public final class AuditBuffer {

    static final int CAPACITY = 10_000;
    static final int BATCH = 500;
    private static final Logger LOG = LoggerFactory.getLogger(AuditBuffer.class);
    private static final Duration COMPLAINT_INTERVAL = Duration.ofMinutes(1);
    private static final String FULL = "full";
    private static final String FAILED = "failed";

    private final AuditRepository repository;
    private final Clock clock;
    private final ArrayDeque<AuditRepository.Stamped> waiting = new ArrayDeque<>();
    private Promise<Void> running;
    private final LogThrottle throttle;

    public AuditBuffer(AuditRepository repository, Clock clock) {
        this.repository = repository;
        this.clock = clock;
        this.throttle = new LogThrottle(COMPLAINT_INTERVAL, () -> TimeUnit.MILLISECONDS.toNanos(clock.millis()));
    }

    /**
     * Takes an entry; fails UNAVAILABLE when full.
     *
     * @return whether a batch is complete, so that it should be written now
     */
    public synchronized boolean add(Entry entry) {
        if (waiting.size() >= CAPACITY) {
            throttle.admit(FULL)
                    .ifPresent(
                            skipped -> LOG.error("The audit trail is full: {} entries refused since the last such line",
                                    skipped.same() + 1));
            throw Failure.of(FailureCode.UNAVAILABLE, "The audit trail can't take more now.").retryAfter(1).exception();
        }
        waiting.add(new AuditRepository.Stamped(entry, clock.instant()));
        return waiting.size() >= BATCH;
    }

    /** Writes all that waits; returns at once when another flush is under way. */
    public void flush() {
        Promise<Void> mine = Promise.promise();
        if (!begin(mine)) {
            return;
        }
        try {
            List<AuditRepository.Stamped> batch = head();
            while (!batch.isEmpty()) {
                repository.addAll(batch);
                remove(batch.size());
                written();
                batch = head();
            }
        } finally {
            end();
            mine.complete();
        }
    }

    /** Like {@link #flush}, but waits for one that is under way, for the last flush of all. */
    public void drain() {
        Optional<Promise<Void>> other = running();
        if (other.isPresent()) {
            other.get().future().await();
        }
        flush();
    }

    synchronized int size() {
        return waiting.size();
    }

    /**
     * Tells why a {@link #flush} failed: at once, then each minute while it goes on, as it is tried twice a second. The
     * stack is told of a defect only.
     */
    public synchronized void failed(RuntimeException cause) {
        if (throttle.admit(FAILED).isEmpty()) {
            return;
        }
        if (cause instanceof FailureException known) {
            LOG.error("The audit trail can't be written now; {} entries wait, and {} at most: {}", waiting.size(),
                    CAPACITY, known.failure().detail());
        } else {
            LOG.error("The audit trail can't be written now; {} entries wait, and {} at most", waiting.size(), CAPACITY,
                    cause);
        }
    }

    /** The next failure is another one. */
    private synchronized void written() {
        if (throttle.over(FAILED)) {
            LOG.info("The audit trail is written again");
        }
    }

    private synchronized boolean begin(Promise<Void> flush) {
        if (running != null) {
            return false;
        }
        running = flush;
        return true;
    }

    private synchronized Optional<Promise<Void>> running() {
        return Optional.ofNullable(running);
    }

    private synchronized void end() {
        running = null;
    }

    private synchronized List<AuditRepository.Stamped> head() {
        return waiting.stream().limit(BATCH).toList();
    }

    private synchronized void remove(int count) {
        for (int i = 0; i < count; i++) {
            waiting.remove();
        }
    }
}
