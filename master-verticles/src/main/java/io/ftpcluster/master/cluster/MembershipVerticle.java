package io.ftpcluster.master.cluster;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.messages.Nodes;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the other parts of this node who the members are. One instance, on an event loop. */
public final class MembershipVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(MembershipVerticle.class);

    private final Bus bus;
    private final Membership membership;
    private final Departures departures = new Departures(InstantSource.system());

    public MembershipVerticle(Bus bus, Membership membership) {
        this.bus = bus;
        this.membership = membership;
    }

    @Override
    public Future<?> start() {
        Context own = context;
        membership.listen(change -> own.runOnContext(told -> tell(change)));
        return bus.answer(Nodes.LIST, request -> new Nodes.NodeList(membership.nodes(), departures.list()));
    }

    /** The others may go on changing. */
    @Override
    public Future<?> stop() {
        membership.listen(change -> {});
        return Future.succeededFuture();
    }

    private void tell(Nodes.Changed change) {
        LOG.info("Node {} at {} {}", change.node().name(), change.node().address(),
                change.joined() ? "is a member now" : "is gone");
        if (change.joined()) {
            departures.back(change.node());
        } else {
            departures.gone(change.node());
        }
        bus.publish(Nodes.CHANGED, change);
    }
}
