package io.ftpcluster.master.cluster;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.config.HostPort;
import io.ftpcluster.messages.Nodes.Node;
import io.ftpcluster.messages.Nodes.Report;
import io.ftpcluster.messages.Nodes.Unreached;
import io.ftpcluster.messages.Nodes;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.cluster.NodeInfo;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes into the database that the nodes share who this one is, what its clock says, and which ports of the others it doesn't
 * reach: nodes that can't talk to each other can't be asked for that. One instance, on virtual threads.
 */
public final class NodeReportVerticle extends VerticleBase {

    public static final Duration PERIOD = Duration.ofSeconds(30);
    private static final Logger LOG = LoggerFactory.getLogger(NodeReportVerticle.class);
    private static final long AFTER_CHANGE_MILLIS = 5000;
    private static final int CONNECT_MILLIS = 1500;

    private final Bus bus;
    private final Node self;
    private List<Unreached> unreached = List.of();
    private boolean busy;

    public NodeReportVerticle(Bus bus, Node self) {
        this.bus = bus;
        this.self = self;
    }

    @Override
    public Future<?> start() {
        vertx.setPeriodic(0, PERIOD.toMillis(), timer -> tell());
        Context own = context;
        // Once it has told of itself, too.
        return bus
                .listen(Nodes.CHANGED,
                        change -> own.runOnContext(told -> vertx.setTimer(AFTER_CHANGE_MILLIS, timer -> tell())))
                .begun();
    }

    /** What is found is written with the next one, or at once when it is something else than before. */
    private void tell() {
        if (busy) {
            return;
        }
        busy = true;
        try {
            List<Unreached> found = look(bus.request(Nodes.REPORT, report()).await().others());
            if (!found.equals(unreached)) {
                unreached = found;
                bus.request(Nodes.REPORT, report()).await();
            }
        } catch (FailureException e) {
            LOG.debug("What this node tells of itself wasn't written", e);
        } finally {
            busy = false;
        }
    }

    private Report report() {
        NodeInfo listening = ((VertxInternal) vertx).clusterManager().getNodeInfo();
        return new Report(self.id(), self.name(), self.version(), self.address(),
                HostPort.text(listening.host(), listening.port()), Instant.now(), unreached);
    }

    private static List<Unreached> look(List<Report> others) {
        List<Unreached> found = new ArrayList<>();
        for (Report other : others) {
            for (String address : List.of(other.memberAddress(), other.busAddress())) {
                if (!isReached(address)) {
                    found.add(new Unreached(other.id(), address));
                }
            }
        }
        return found;
    }

    private static boolean isReached(String address) {
        Optional<InetSocketAddress> place = HostPort.parse(address)
                .flatMap(text -> text.port().map(port -> new InetSocketAddress(text.host(), port)));
        try (Socket socket = new Socket()) {
            if (place.isPresent()) {
                socket.connect(place.get(), CONNECT_MILLIS);
            }
            return place.isPresent();
        } catch (IOException e) {
            return false;
        }
    }
}
