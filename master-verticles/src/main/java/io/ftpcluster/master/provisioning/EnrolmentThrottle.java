package io.ftpcluster.master.provisioning;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.rate.ClientNetwork;
import io.ftpcluster.master.rate.Gcra;
import io.ftpcluster.master.rate.RateLimiter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Bounds wrong enrolment secrets: from each network 20, then one each 10 s. They can't be guessed, so this node's count is
 * enough; it keeps whoever tries from costing the database anything. Right ones never count. Thread-safe.
 */
final class EnrolmentThrottle {

    static final int BURST = 20;
    private static final Duration PERIOD = Duration.ofSeconds(10);
    private static final Gcra RATE = Gcra.of(BURST, PERIOD, TimeUnit.MILLISECONDS);
    private static final int MOST_NETWORKS = 10_000;

    private final Cache<String, RateLimiter> wrong = Caffeine.newBuilder()
            .maximumSize(MOST_NETWORKS)
            .expireAfterAccess(PERIOD.multipliedBy(BURST))
            .build();
    private final InstantSource clock;

    EnrolmentThrottle(InstantSource clock) {
        this.clock = clock;
    }

    /** Looks something up by a secret; THROTTLED when too many were wrong. UNAUTHENTICATED is what counts as wrong. */
    <T> T counted(String remoteAddress, Supplier<T> lookUp) {
        RateLimiter limiter = wrong.get(ClientNetwork.of(remoteAddress),
                network -> new RateLimiter(RATE, clock.millis()));
        if (!limiter.tryAcquire(clock.millis())) {
            throw Failure
                    .of(FailureCode.THROTTLED,
                            "Too many wrong enrolment secrets came from this address; try again in "
                                    + PERIOD.toSeconds() + " s.")
                    .retryAfter(PERIOD.toSeconds())
                    .exception();
        }
        limiter.giveBack();
        try {
            return lookUp.get();
        } catch (FailureException e) {
            if (e.failure().code() == FailureCode.UNAUTHENTICATED) {
                limiter.tryAcquire(clock.millis());
            }
            throw e;
        }
    }
}
