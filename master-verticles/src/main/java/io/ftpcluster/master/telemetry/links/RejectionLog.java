package io.ftpcluster.master.telemetry.links;

import io.ftpcluster.text.EnumNames;
import io.ftpcluster.text.LogThrottle;
import io.ftpcluster.text.Printable;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was refused of agents: each is counted, and logged when it is the first of its kind from there, then once an hour
 * with how many weren't. Remembers at most {@value #MAX_REMEMBERED} of those; thread-safe.
 */
final class RejectionLog {

    /** Also the labels of the counter. */
    enum Reason {
        NO_TOKEN,
        WRONG_TOKEN,
        SILENT,
        BAD_FRAME,
        TOO_LARGE,
        TOO_MANY_FRAMES,
        WRONG_SERVER,
        UNKNOWN_PROTOCOL,
        /** A sample that is older than what agents keep, or from the future. */
        IMPOSSIBLE_TIME,
        /** The sample counted, but the agent's clock is not what it was. */
        CLOCK_JUMPED,
        UNASKED_HISTORY,
        UNASKED_DATALINK,
        BAD_HISTORY,
        BAD_POST,
        TOO_MANY_POSTS
    }

    private record Kind(String whose, Reason reason) {}

    private static final Logger LOG = LoggerFactory.getLogger(RejectionLog.class);
    private static final int MAX_REMEMBERED = 20_000;
    private static final Duration PERIOD = Duration.ofHours(1);

    private final Map<Reason, Counter> counters = new EnumMap<>(Reason.class);
    private final LogThrottle throttle = new LogThrottle(PERIOD, Integer.MAX_VALUE, MAX_REMEMBERED, System::nanoTime);

    RejectionLog(MeterRegistry metrics) {
        for (Reason reason : Reason.values()) {
            counters.put(reason,
                    Counter.builder("ftpcluster.agent.refused")
                            .tag("reason", EnumNames.of(reason))
                            .description("What agents sent and the portal did not take.")
                            .register(metrics));
        }
    }

    /**
     * @param whose a server's alias, or an IP address where no token says which server it is
     * @param detail what was wrong, without anything secret
     */
    void add(Reason reason, String whose, String detail) {
        counters.get(reason).increment();
        throttle.admit(new Kind(whose, reason))
                .ifPresent(skipped -> LOG.warn(
                        "Agent of {} refused ({}): {}; more of the same is only counted for an hour{}", whose,
                        EnumNames.of(reason), Printable.line(detail).replaceFirst("\\.$", ""), skipped));
    }
}
