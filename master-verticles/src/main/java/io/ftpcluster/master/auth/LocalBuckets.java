package io.ftpcluster.master.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.vertx.core.Future;
import java.time.Duration;

/** Buckets of this node, at most 100,000; those beyond, the least used ones first, are forgotten and so full again. */
final class LocalBuckets implements Buckets {

    private static final int MAX_REMEMBERED = 100_000;

    private final Ticker clock;
    private final Cache<String, Long> fullAt;
    private final long interval;
    private final long capacity;

    LocalBuckets(Size size, Ticker clock) {
        this.clock = clock;
        this.interval = size.interval().toNanos();
        this.capacity = size.untilFull().toNanos();
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
        long[] wait = new long[1];
        fullAt.asMap().compute(name, (same, old) -> {
            long next = (old == null || old - now < 0 ? now : old) + interval;
            wait[0] = next - now - capacity;
            return wait[0] > 0 ? old : next;
        });
        return wait[0] > 0
                ? new Outcome.Empty(Duration.ofNanos(wait[0]))
                : new Outcome.Taken(() -> fullAt.asMap().computeIfPresent(name, (same, old) -> old - interval));
    }
}
