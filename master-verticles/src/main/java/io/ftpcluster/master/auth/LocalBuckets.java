package io.ftpcluster.master.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.ftpcluster.master.rate.Gcra;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Buckets of this node, at most 100,000; those beyond, the least used ones first, are forgotten and so full again. */
final class LocalBuckets implements Buckets {

    private static final int MAX_REMEMBERED = 100_000;

    private final Ticker clock;
    private final Cache<String, Long> fullAt;
    private final Gcra rate;

    LocalBuckets(Size size, Ticker clock) {
        this.clock = clock;
        this.rate = size.rate(TimeUnit.NANOSECONDS);
        this.fullAt = Caffeine.newBuilder()
                .maximumSize(MAX_REMEMBERED)
                .ticker(clock)
                .expireAfterWrite(size.untilFull())
                .build();
    }

    @Override
    public Future<Outcome> take(String name) {
        return Future.succeededFuture(takeNow(name));
    }

    Outcome takeNow(String name) {
        long now = clock.read();
        Gcra.Answer[] answer = new Gcra.Answer[1];
        fullAt.asMap().compute(name, (same, old) -> {
            answer[0] = rate.take(old == null ? now : old, now);
            return answer[0].fullAt();
        });
        return answer[0].isTaken()
                ? new Outcome.Taken(() -> fullAt.asMap().computeIfPresent(name, (same, old) -> rate.giveBack(old)))
                : new Outcome.Empty(Duration.ofNanos(answer[0].delay()));
    }
}
