package io.ftpcluster.master.audit;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.env.FileProblem;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.trust.SystemTrust;
import io.ftpcluster.messages.Audit;
import io.ftpcluster.text.LogThrottle;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the events that this node has stored, in their order, from a queue of at most {@value #CAPACITY}: nobody waits for it, and
 * what doesn't fit any more is dropped and counted. What can't be sent is tried again, for as long as this is open.
 */
public final class AuditStream implements AutoCloseable {

    static final int CAPACITY = 10_000;
    private static final int BATCH = 200;
    private static final int SEND_SECONDS = 5;
    private static final long POLL_MILLIS = 200;
    private static final long FIRST_PAUSE_MILLIS = 500;
    private static final long LONGEST_PAUSE_MILLIS = 30_000;
    /** For what waits when the node stops. */
    private static final Duration LAST = Duration.ofSeconds(10);
    private static final Logger LOG = LoggerFactory.getLogger(AuditStream.class);
    private static final String FULL = "full";
    private static final String FAILED = "failed";

    private final AuditTarget target;
    private final AuditLine line;
    private final BlockingQueue<Audit.Stored> waiting = new ArrayBlockingQueue<>(CAPACITY);
    private final LogThrottle throttle = new LogThrottle(Duration.ofMinutes(1), System::nanoTime);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Counter sent;
    private final Counter dropped;
    private final Thread worker;
    private volatile long deadline = Long.MAX_VALUE;

    AuditStream(AuditTarget target, String node, MeterRegistry metrics) {
        this.target = target;
        this.line = new AuditLine(node);
        this.sent = Counter.builder("ftpcluster.audit.log.sent")
                .description("Events of the audit trail that went to FTPCLUSTER_AUDIT_LOG")
                .register(metrics);
        this.dropped = Counter.builder("ftpcluster.audit.log.dropped")
                .description("Events of the audit trail that didn't, and won't any more")
                .register(metrics);
        Gauge.builder("ftpcluster.audit.log.waiting", waiting, BlockingQueue::size)
                .description("Events of the audit trail that wait to be sent")
                .register(metrics);
        this.worker = Thread.ofPlatform().daemon().name("audit-log").start(this::run);
    }

    /** Fails UNAVAILABLE when it is a file that can't be written. Needs {@link #close}. */
    public static AuditStream open(Config.AuditLog where, String node, MeterRegistry metrics) {
        AuditTarget target = switch (where) {
            case Config.AuditLog.ToFile(var path) -> {
                AuditFile file = new AuditFile(path);
                try {
                    file.open();
                } catch (IOException e) {
                    throw Failure
                            .of(FailureCode.UNAVAILABLE,
                                    "FTPCLUSTER_AUDIT_LOG: the file " + path + " can't be written: "
                                            + FileProblem.text(e))
                            .exception();
                }
                yield file;
            }
            case Config.AuditLog.Syslog syslog -> new AuditSyslog(syslog, SystemTrust.ofThisSystem(), node);
            case Config.AuditLog.Webhook(var url) -> new AuditWebhook(url, SystemTrust.ofThisSystem());
        };
        return new AuditStream(target, node, metrics);
    }

    /** Doesn't wait. For what is on disk in the database. */
    public void add(Audit.Stored event) {
        if (!waiting.offer(event)) {
            dropped.increment();
            throttle.admit(FULL)
                    .ifPresent(skipped -> LOG.error(
                            "{} events wait for FTPCLUSTER_AUDIT_LOG already: one was dropped there{}", CAPACITY,
                            skipped));
        }
    }

    private void run() {
        try {
            while (closing.getCount() > 0 || !waiting.isEmpty()) {
                Audit.Stored first = waiting.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    List<Audit.Stored> batch = new ArrayList<>(List.of(first));
                    waiting.drainTo(batch, BATCH - 1);
                    deliver(batch.stream().map(line::of).toList());
                }
            }
        } catch (InterruptedException e) {
            LOG.warn("Sending the audit trail was interrupted");
        } finally {
            target.close();
        }
    }

    private void deliver(List<String> batch) throws InterruptedException {
        List<String> rest = batch;
        long pause = FIRST_PAUSE_MILLIS;
        while (!rest.isEmpty()) {
            try {
                int count = sendInTime(rest);
                sent.increment(count);
                rest = rest.subList(count, rest.size());
                pause = FIRST_PAUSE_MILLIS;
                if (throttle.over(FAILED)) {
                    LOG.info("Events of the audit trail can be sent again");
                }
            } catch (IOException e) {
                int left = rest.size() + waiting.size();
                throttle.admit(FAILED)
                        .ifPresent(skipped -> LOG.error(
                                "Events of the audit trail can't be sent to FTPCLUSTER_AUDIT_LOG; {} wait, and {} at most: {}{}",
                                left, CAPACITY, told(e), skipped));
                if (System.nanoTime() - deadline > 0) {
                    dropped.increment(left);
                    waiting.clear();
                    LOG.error("{} events of the audit trail were not sent, as this node stops", left);
                    return;
                }
                pause(pause);
                pause = Math.min(LONGEST_PAUSE_MILLIS, 2 * pause);
            }
        }
    }

    /** Shorter when this is closed meanwhile. */
    private void pause(long millis) throws InterruptedException {
        if (closing.await(millis, TimeUnit.MILLISECONDS)) {
            Thread.sleep(FIRST_PAUSE_MILLIS);
        }
    }

    private int sendInTime(List<String> lines) throws IOException, InterruptedException {
        CompletableFuture<Integer> result = new CompletableFuture<>();
        Thread.ofVirtual().name("audit-send").start(() -> {
            try {
                result.complete(target.send(lines));
            } catch (IOException | RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        try {
            return result.get(SEND_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            target.close();
            throw new IOException("it didn't take them within " + SEND_SECONDS + " s", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException known ? known : new IOException(e.getCause());
        }
    }

    private static String told(IOException cause) {
        return FileProblem.text(cause);
    }

    /** Sends what waits; returns when that is done, or was tried for some seconds. */
    @Override
    public void close() {
        deadline = System.nanoTime() + LAST.toNanos();
        closing.countDown();
        try {
            if (!worker.join(LAST.plusSeconds(2L * SEND_SECONDS))) {
                LOG.error("{} events of the audit trail were not sent, as this node stops", waiting.size());
                worker.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
