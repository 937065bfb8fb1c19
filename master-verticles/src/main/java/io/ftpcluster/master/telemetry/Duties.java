package io.ftpcluster.master.telemetry;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Listening;
import io.ftpcluster.messages.Telemetry;
import io.ftpcluster.messages.Telemetry.HandOver;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What only one node of the cluster does, while it leads: storing history, summing hours up, alerts, and what agents hand
 * over. Not thread-safe: one event loop owns it.
 */
final class Duties {

    /** Between two {@link #check}s. */
    static final Duration EACH = Duration.ofMillis(250);
    private static final Logger LOG = LoggerFactory.getLogger(Duties.class);

    private final Bus bus;
    private final BooleanSupplier leads;
    private final Function<HandOver, Future<Done>> handOver;
    private final Work work;
    private Listening handOvers;
    private boolean alerting;
    private boolean loading;
    private boolean failing;

    /** What begins and ends with the lead. */
    interface Work {
        void begin();

        void end();

        /** Completes when the alerts are known that are raised already; no new one may be before. */
        Future<?> beginAlerts();
    }

    /** @param leads whether this node leads at this moment; true on one that is alone */
    Duties(Bus bus, BooleanSupplier leads, Function<HandOver, Future<Done>> handOver, Work work) {
        this.bus = bus;
        this.leads = leads;
        this.handOver = handOver;
        this.work = work;
    }

    /** Whether this node has them, and knows it. */
    boolean areOurs() {
        return handOvers != null && leads.getAsBoolean();
    }

    /** Completes when they are begun, if they are this node's. */
    Future<?> check() {
        boolean ours = leads.getAsBoolean();
        if (!ours && handOvers != null) {
            end();
        } else if (ours && handOvers == null) {
            work.begin();
            handOvers = bus.answerFor(Telemetry.HAND_OVER, handOver);
            return Future.join(handOvers.begun(), beginAlerts());
        } else if (ours && !alerting) {
            return beginAlerts();
        }
        return Future.succeededFuture();
    }

    private Future<?> beginAlerts() {
        if (loading) {
            return Future.succeededFuture();
        }
        loading = true;
        return work.beginAlerts().onComplete(loaded -> {
            loading = false;
            alerting = loaded.succeeded() && handOvers != null;
            if (loaded.failed() && !failing) {
                LOG.error("No alert can be raised until those that are can be read: {}", loaded.cause().getMessage());
            }
            failing = loaded.failed();
        });
    }

    /** Whether this node raises alerts now. */
    boolean alerting() {
        return alerting && areOurs();
    }

    private void end() {
        handOvers.end().onFailure(cause -> LOG.warn("An address could not be given up", cause));
        handOvers = null;
        alerting = false;
        work.end();
    }
}
