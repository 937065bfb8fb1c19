package io.ftpcluster.master.provisioning;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.ftpcluster.bus.Bus;
import io.ftpcluster.master.rate.Gcra;
import io.ftpcluster.master.rate.RateLimiter;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Audit;
import io.ftpcluster.text.Printable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the trail of machines that came with an enrolment secret that another one has used: somebody may have read it. Of each
 * server at most five lines, then one each ten minutes, as whoever has the secret could fill the trail. Thread-safe.
 */
final class RefusedEnrolments {

    private static final Logger LOG = LoggerFactory.getLogger(RefusedEnrolments.class);
    static final int BURST = 5;
    private static final Duration PERIOD = Duration.ofMinutes(10);
    private static final Gcra RATE = Gcra.of(BURST, PERIOD, TimeUnit.MILLISECONDS);
    private static final int MOST_SERVERS = 10_000;

    private final Bus bus;
    private final InstantSource clock;
    private final Cache<String, RateLimiter> told = Caffeine.newBuilder()
            .maximumSize(MOST_SERVERS)
            .expireAfterAccess(PERIOD.multipliedBy(BURST))
            .build();

    RefusedEnrolments(Bus bus, InstantSource clock) {
        this.bus = bus;
        this.clock = clock;
    }

    /** Nobody waits for the trail: when it can't be written, the log says so. */
    void record(String remoteAddress, String alias, String hostName) {
        RateLimiter limiter = told.get(alias, server -> new RateLimiter(RATE, clock.millis()));
        if (limiter.tryAcquire(clock.millis())) {
            bus.request(Audit.RECORD,
                    new Audit.Entry(Actor.stranger(remoteAddress), "enrolment.refuse", alias,
                            "another machine has used the secret; this one calls itself " + Printable.line(hostName)))
                    .onFailure(e -> LOG.warn("A refused machine was not recorded ({}): {}", alias, e.getMessage()));
        }
    }
}
