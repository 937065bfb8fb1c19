package io.ftpcluster.master.telemetry.leadership;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Subscription;
import io.ftpcluster.messages.Leadership;
import io.ftpcluster.messages.Leases.Token;
import io.ftpcluster.messages.Telemetry;
import io.ftpcluster.messages.Telemetry.HandOver;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What only one node of the cluster does, while it leads: storing history, summing hours up, alerts, and what agents hand
 * over. As a leadership it holds for one term only, so that nothing of an earlier term is written in a later one. Not
 * thread-safe: one event loop owns it.
 */
public final class LeaderScope implements Leadership {

    /** Between two {@link #check}s. */
    public static final Duration EACH = Duration.ofMillis(250);
    private static final Logger LOG = LoggerFactory.getLogger(LeaderScope.class);

    private final Bus bus;
    private final Leadership leadership;
    private final Function<HandOver, Future<Done>> handOver;
    private final Work work;
    /** By which this node has begun to lead; null while it doesn't. */
    private Token term;
    private Subscription backfillBuffer;
    private boolean alerting;
    private boolean loading;
    private boolean failing;

    /** What begins and ends with the lead. */
    public interface Work {
        void begin();

        void end();

        /** Completes when the alerts are known that are raised already; no new one may be before. */
        Future<?> beginAlerts();
    }

    /** @param leadership of this node */
    public LeaderScope(Bus bus, Leadership leadership, Function<HandOver, Future<Done>> handOver, Work work) {
        this.bus = bus;
        this.leadership = leadership;
        this.handOver = handOver;
        this.work = work;
    }

    /** Whether this node has them, and knows it. */
    public boolean areOurs() {
        return token().isPresent();
    }

    @Override
    public Optional<Token> token() {
        return leadership.token().filter(held -> held.equals(term));
    }

    @Override
    public void lost(Token refused) {
        leadership.lost(refused);
    }

    /** Completes when they are begun, if they are this node's. */
    public Future<?> check() {
        Optional<Token> held = leadership.token();
        if (term != null && !held.equals(Optional.of(term))) {
            end();
        }
        if (held.isPresent() && term == null) {
            term = held.get();
            work.begin();
            backfillBuffer = bus.answerFor(Telemetry.HAND_OVER, handOver);
            return Future.join(backfillBuffer.begun(), beginAlerts());
        }
        if (term != null && !alerting) {
            return beginAlerts();
        }
        return Future.succeededFuture();
    }

    private Future<?> beginAlerts() {
        if (loading) {
            return Future.succeededFuture();
        }
        loading = true;
        Token begun = term;
        return work.beginAlerts().onComplete(loaded -> {
            loading = false;
            alerting = loaded.succeeded() && begun.equals(term);
            if (loaded.failed() && !failing) {
                LOG.error("No alert can be raised until those that are can be read: {}", loaded.cause().getMessage());
            }
            failing = loaded.failed();
        });
    }

    /** Whether this node raises alerts now. */
    public boolean alerting() {
        return alerting && areOurs();
    }

    private void end() {
        backfillBuffer.end().onFailure(cause -> LOG.warn("An address could not be given up", cause));
        backfillBuffer = null;
        term = null;
        alerting = false;
        work.end();
    }
}
