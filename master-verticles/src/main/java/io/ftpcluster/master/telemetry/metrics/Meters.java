package io.ftpcluster.master.telemetry.metrics;

import io.ftpcluster.messages.Alerts.Kind;
import io.ftpcluster.text.EnumNames;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** What telemetry counts of itself. All series exist from the start, so that the first event is an increase. */
public final class Meters {

    /** What waits for somebody outside. */
    public enum Queue {
        CHUNKS,
        SEEN,
        ALERTS,
        WEBHOOK,
        MAIL
    }

    private static final String PREFIX = "ftpcluster.";

    private final Counter frames;
    private final Counter answered;
    private final Counter unanswered;
    private final Map<Kind, Counter> alerts = new EnumMap<>(Kind.class);
    private final Map<Queue, Counter> dropped = new EnumMap<>(Queue.class);
    private final Map<Queue, AtomicInteger> waiting = new EnumMap<>(Queue.class);

    public Meters(MeterRegistry registry) {
        frames = Counter.builder(PREFIX + "telemetry.frames")
                .description("Live samples that servers sent.")
                .register(registry);
        answered = probes(registry, "answered");
        unanswered = probes(registry, "failed");
        for (Kind kind : Kind.values()) {
            alerts.put(kind,
                    Counter.builder(PREFIX + "alerts.raised")
                            .tag("kind", EnumNames.of(kind))
                            .description("Alerts that were raised.")
                            .register(registry));
        }
        for (Queue queue : Queue.values()) {
            dropped.put(queue,
                    Counter.builder(PREFIX + "telemetry.dropped")
                            .tag("queue", EnumNames.of(queue))
                            .description("What was given up as a queue was full or nobody took it.")
                            .register(registry));
            AtomicInteger length = new AtomicInteger();
            Gauge.builder(PREFIX + "telemetry.queue.length", length, AtomicInteger::get)
                    .strongReference(true)
                    .tag("queue", EnumNames.of(queue))
                    .description("What waits to be stored or told.")
                    .register(registry);
            waiting.put(queue, length);
        }
    }

    private static Counter probes(MeterRegistry registry, String outcome) {
        return Counter.builder(PREFIX + "telemetry.probes")
                .tag("outcome", outcome)
                .description("Probes of servers without an agent.")
                .register(registry);
    }

    public void probe(boolean answers) {
        (answers ? answered : unanswered).increment();
    }

    public void frame() {
        frames.increment();
    }

    public void raised(Kind kind) {
        alerts.get(kind).increment();
    }

    public void dropped(Queue queue, int count) {
        dropped.get(queue).increment(count);
    }

    public void waiting(Queue queue, int length) {
        waiting.get(queue).set(length);
    }
}
