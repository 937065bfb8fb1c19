package io.ftpcluster.master.files;

import io.ftpcluster.messages.FileStreams.Ending;
import io.ftpcluster.messages.Transfers.Direction;
import io.ftpcluster.text.EnumNames;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What is measured of transfers. All series exist from the start, so that the first event is an increase; labels are
 * constants, never names of users, servers or files.
 */
final class TransferCounters {

    private static final String PREFIX = "ftpcluster.";

    private record Meters(AtomicInteger active, Counter bytes, Map<Ending, Counter> endings) {}

    private final Map<Direction, Meters> meters = new EnumMap<>(Direction.class);
    private final Map<TransferLimits.Limit, Counter> refused = new EnumMap<>(TransferLimits.Limit.class);

    TransferCounters(MeterRegistry registry) {
        for (Direction direction : Direction.values()) {
            meters.put(direction, meters(registry, direction));
        }
        for (TransferLimits.Limit limit : TransferLimits.Limit.values()) {
            refused.put(limit,
                    Counter.builder(PREFIX + "transfers.refused")
                            .tag("limit", EnumNames.of(limit))
                            .description("Transfers that a limit kept from starting.")
                            .register(registry));
        }
    }

    private static Meters meters(MeterRegistry registry, Direction direction) {
        AtomicInteger active = new AtomicInteger();
        Gauge.builder(PREFIX + "transfers.active", active, AtomicInteger::get)
                .strongReference(true)
                .tag("direction", EnumNames.of(direction))
                .description("Transfers under way.")
                .register(registry);
        Counter bytes = Counter.builder(PREFIX + "transfer")
                .baseUnit("bytes")
                .tag("direction", EnumNames.of(direction))
                .description("Bytes that transfers moved.")
                .register(registry);
        Map<Ending, Counter> endings = new EnumMap<>(Ending.class);
        for (Ending ending : Ending.values()) {
            endings.put(ending,
                    Counter.builder(PREFIX + "transfers")
                            .tag("direction", EnumNames.of(direction))
                            .tag("outcome", EnumNames.of(ending))
                            .description("Transfers that are over.")
                            .register(registry));
        }
        return new Meters(active, bytes, endings);
    }

    void began(Direction direction) {
        meters.get(direction).active().incrementAndGet();
    }

    void moved(Direction direction, long bytes) {
        meters.get(direction).bytes().increment((double) bytes);
    }

    void ended(Direction direction, Ending how) {
        meters.get(direction).active().decrementAndGet();
        meters.get(direction).endings().get(how).increment();
    }

    void refused(TransferLimits.Limit limit) {
        refused.get(limit).increment();
    }
}
