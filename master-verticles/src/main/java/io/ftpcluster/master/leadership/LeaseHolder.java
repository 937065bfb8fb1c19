package io.ftpcluster.master.leadership;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.messages.Leases.Token;
import io.ftpcluster.messages.Leases;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds one lease for this node while it can: renews it every 2 s, for 8 s. Believes in it for 6 s only, counted from
 * before it asked, so that a node that was frozen or cut off stops before another one begins; what it has sent before that
 * is kept out by the token. What {@link Leadership} has may be called by any thread; the rest belongs to the context that
 * called {@link #start}.
 */
final class LeaseHolder implements Leadership {

    private static final Logger LOG = LoggerFactory.getLogger(LeaseHolder.class);
    static final Duration RENEWAL = Duration.ofSeconds(2);
    static final Duration LIFE = Duration.ofSeconds(8);
    static final Duration BELIEF = Duration.ofSeconds(6);
    /** How late a loss may be logged; {@link #isHeld} knows at once. */
    private static final Duration CHECK = Duration.ofMillis(250);

    private final Vertx vertx;
    private final Bus bus;
    private final Leases.Take take;
    private final LongSupplier nanoTime;
    private final AtomicReference<Belief> belief = new AtomicReference<>(Belief.NONE);
    private boolean logged;
    private boolean stopped;
    private long renewal;
    private long check;
    private Future<?> asking = Future.succeededFuture();

    /**
     * @param token null when it isn't held
     * @param since nanoseconds, when the renewal that succeeded last began
     */
    private record Belief(Token token, long since) {
        static final Belief NONE = new Belief(null, 0);

        boolean held() {
            return token != null;
        }
    }

    /**
     * @param lease which work it is for
     * @param holder different for each process: not only for each node, which may be started twice
     * @param nanoTime monotonic
     */
    LeaseHolder(Vertx vertx, Bus bus, String lease, String holder, LongSupplier nanoTime) {
        this.vertx = vertx;
        this.bus = bus;
        this.take = new Leases.Take(lease, holder, (int) LIFE.toSeconds());
        this.nanoTime = nanoTime;
    }

    /** Completes when it has been tried once, successfully or not. After {@link #stop}, nothing. */
    Future<Void> start() {
        if (stopped) {
            return Future.succeededFuture();
        }
        renewal = vertx.setPeriodic(RENEWAL.toMillis(), timer -> renew());
        check = vertx.setPeriodic(CHECK.toMillis(), timer -> logChange());
        return renew();
    }

    @Override
    public Optional<Token> token() {
        Belief now = belief.get();
        return now.held() && nanoTime.getAsLong() - now.since() < BELIEF.toNanos()
                ? Optional.of(now.token())
                : Optional.empty();
    }

    /** Whoever calls this need not wait for the next renewal to know. */
    @Override
    public void lost(Token refused) {
        Belief before = belief.getAndUpdate(now -> refused.equals(now.token()) ? Belief.NONE : now);
        if (refused.equals(before.token())) {
            LOG.warn("Another node has taken over the lease {}, as a write that was refused says", take.name());
        }
    }

    /** Gives the lease back, so that another node needn't wait until it runs out. */
    Future<Void> stop() {
        vertx.cancelTimer(renewal);
        vertx.cancelTimer(check);
        stopped = true;
        // After an answer that is under way: it would take again what is given back.
        return asking.transform(last -> {
            boolean mayBeOurs = belief.getAndSet(Belief.NONE).held();
            logChange();
            return mayBeOurs ? release() : Future.succeededFuture();
        });
    }

    /** Asks once; while an answer is missing, nothing. */
    Future<Void> renew() {
        if (!asking.isComplete()) {
            return Future.succeededFuture();
        }
        long since = nanoTime.getAsLong();
        Future<Void> answer = bus.request(Leases.TAKE, take)
                .onSuccess(taken -> belief.set(taken.held()
                        ? new Belief(new Token(take.name(), take.holder(), taken.epoch()), since)
                        : Belief.NONE))
                // Not lost yet: until what is known is too old, the next attempt may succeed.
                .onFailure(e -> LOG.warn("The lease {} could not be renewed: {}", take.name(), e.getMessage()))
                .transform(done -> Future.succeededFuture());
        asking = answer;
        return answer.onComplete(done -> {
            if (!stopped) {
                logChange();
            }
        });
    }

    private void logChange() {
        boolean held = isHeld();
        if (held != logged) {
            logged = held;
            LOG.info(held ? "This node has the lease {}" : "This node has the lease {} no more", take.name());
        }
    }

    private Future<Void> release() {
        return bus.request(Leases.RELEASE, new Leases.Release(take.name(), take.holder())).transform(done -> {
            if (done.failed()) {
                LOG.warn("The lease {} could not be given back; it runs out by itself: {}", take.name(),
                        done.cause().getMessage());
            }
            return Future.succeededFuture();
        });
    }
}
