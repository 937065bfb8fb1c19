package io.ftpcluster.master.auth;

import io.ftpcluster.master.rate.Gcra;
import io.vertx.core.Future;
import io.vertx.core.shareddata.AsyncMap;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Buckets of the whole cluster, in a map of it. A token is taken of this node's own bucket first: a flood at one node
 * costs the cluster nothing, and while the map doesn't answer within 500 ms the own bucket alone decides, so that guesses
 * stay bounded and nobody is locked out. Nodes whose clocks differ see tokens earlier or later by as much.
 */
final class SharedBuckets implements Buckets {

    private static final Logger LOG = LoggerFactory.getLogger(SharedBuckets.class);
    static final Duration DEADLINE = Duration.ofMillis(500);
    /** After a miss the map is left alone for so long: each attempt may hold a worker thread until Hazelcast gives up. */
    private static final long PAUSE_MILLIS = 1_000;
    private static final int MAX_UNDER_WAY = 200;
    /** Each round lets one of those who want the same bucket through, until it is empty. */
    private static final int MAX_ROUNDS = 100;

    private final LocalBuckets own;
    private final Future<AsyncMap<String, Long>> map;
    private final LongSupplier clock;
    private final Gcra rate;
    private final Duration deadline;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicBoolean away = new AtomicBoolean();
    private volatile long pausedUntil;

    /**
     * @param map of the cluster: when each bucket is full again, in milliseconds of the clock; entries may vanish when
     *            untouched for {@link Size#untilFull}
     * @param clock milliseconds since 1970
     * @param deadline for the map's answer; without one the node decides for itself
     */
    SharedBuckets(Size size, LocalBuckets own, Future<AsyncMap<String, Long>> map, LongSupplier clock,
            Duration deadline) {
        this.deadline = deadline;
        this.own = own;
        this.map = map;
        this.clock = clock;
        this.rate = size.rate(TimeUnit.MILLISECONDS);
    }

    @Override
    public Future<Outcome> take(String name) {
        return switch (own.takeNow(name)) {
            case Outcome.Empty empty -> Future.succeededFuture(empty);
            case Outcome.Taken mine -> isUsable() ? takeShared(name, mine) : Future.succeededFuture(mine);
        };
    }

    private boolean isUsable() {
        return underWay.get() < MAX_UNDER_WAY && clock.getAsLong() >= pausedUntil;
    }

    private Future<Outcome> takeShared(String name, Outcome.Taken mine) {
        Future<Outcome> shared = bounded(() -> takeFrom(name, MAX_ROUNDS));
        // What comes after the deadline still counts, and goes back with the rest.
        Outcome.Taken both = new Outcome.Taken(() -> {
            mine.back().run();
            shared.onSuccess(SharedBuckets::giveBack);
        });
        return shared.timeout(deadline.toMillis(), TimeUnit.MILLISECONDS).transform(answer -> {
            note(answer.cause());
            if (answer.succeeded() && answer.result() instanceof Outcome.Empty empty) {
                mine.back().run();
                return Future.succeededFuture(empty);
            }
            return Future.succeededFuture(both);
        });
    }

    private static void giveBack(Outcome outcome) {
        if (outcome instanceof Outcome.Taken taken) {
            taken.back().run();
        }
    }

    private <T> Future<T> bounded(Supplier<Future<T>> work) {
        underWay.incrementAndGet();
        return work.get().onComplete(done -> underWay.decrementAndGet());
    }

    private void note(Throwable cause) {
        if (cause == null) {
            if (away.compareAndSet(true, false)) {
                LOG.info("Failed logins are counted over the whole cluster again");
            }
            return;
        }
        pausedUntil = clock.getAsLong() + PAUSE_MILLIS;
        if (away.compareAndSet(false, true)) {
            LOG.warn("Failed logins are counted by each node for itself: the cluster's map doesn't answer: {}",
                    cause.getMessage());
        }
    }

    private Future<Outcome> takeFrom(String name, int rounds) {
        return map.compose(all -> all.get(name).compose(old -> {
            long now = clock.getAsLong();
            Gcra.Answer answer = rate.take(old == null ? now : old, now);
            if (!answer.isTaken()) {
                Outcome empty = new Outcome.Empty(Duration.ofMillis(answer.delay()));
                // What a wrong clock has written is put right.
                return answer.fullAt() == old
                        ? Future.succeededFuture(empty)
                        : replaced(all, name, old, answer.fullAt()).map(empty);
            }
            return replaced(all, name, old, answer.fullAt()).compose(done -> done
                    ? Future.succeededFuture(new Outcome.Taken(() -> bounded(() -> back(name, MAX_ROUNDS))))
                    : again(rounds, left -> takeFrom(name, left)));
        }));
    }

    /** Best effort: a token that can't be given back is there again after the interval. */
    private Future<Void> back(String name, int rounds) {
        return map.compose(all -> all.get(name)
                .compose(old -> old == null
                        ? Future.succeededFuture()
                        : replaced(all, name, old, rate.giveBack(old)).compose(
                                done -> done ? Future.succeededFuture() : again(rounds, left -> back(name, left)))));
    }

    private static Future<Boolean> replaced(AsyncMap<String, Long> all, String name, Long old, long next) {
        return old == null
                ? all.putIfAbsent(name, next).map(other -> other == null)
                : all.replaceIfPresent(name, old, next);
    }

    private static <T> Future<T> again(int rounds, IntFunction<Future<T>> round) {
        return rounds == 0 ? Future.failedFuture("too many want the same bucket at once") : round.apply(rounds - 1);
    }
}
