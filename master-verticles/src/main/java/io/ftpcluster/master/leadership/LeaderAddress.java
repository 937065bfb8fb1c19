package io.ftpcluster.master.leadership;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Subscription;
import io.vertx.core.Future;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An address at which only the node answers that holds the lease. */
public final class LeaderAddress<Q extends Record, R> implements LeaderWork {

    private static final Logger LOG = LoggerFactory.getLogger(LeaderAddress.class);

    private final Bus bus;
    private final Address<Q, R> address;
    private final Function<Q, Future<R>> handler;
    /** Null while this node doesn't answer. */
    private Subscription subscription;

    public LeaderAddress(Bus bus, Address<Q, R> address, Function<Q, Future<R>> handler) {
        this.bus = bus;
        this.address = address;
        this.handler = handler;
    }

    @Override
    public Future<?> begin(Leadership term) {
        subscription = bus.answerFor(address, handler);
        return subscription.begun();
    }

    @Override
    public void end() {
        if (subscription != null) {
            subscription.end().onFailure(cause -> LOG.warn("An address could not be given up", cause));
            subscription = null;
        }
    }
}
