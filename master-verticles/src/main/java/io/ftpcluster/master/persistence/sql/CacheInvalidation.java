package io.ftpcluster.master.persistence.sql;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Subscription;
import io.ftpcluster.messages.Nodes.Node;
import io.ftpcluster.messages.Nodes;
import io.vertx.core.Future;
import java.util.List;

/**
 * Lets the other nodes that use the same database forget what they remember, before a write on this one is acknowledged,
 * and forgets when they say so.
 */
public final class CacheInvalidation {

    private final Bus bus;
    private final Database database;
    private volatile List<String> others = List.of();

    public CacheInvalidation(Bus bus, Database database) {
        this.bus = bus;
        this.database = database;
    }

    /** Completes when the others reach this node. */
    public Future<?> start() {
        database.outdateOthers(this::tell);
        Subscription changes = bus.listen(Nodes.CHANGED, change -> refresh());
        return changes.begun().compose(listening -> bus.request(Nodes.LIST, new Nodes.FindAll())).compose(list -> {
            String self = list.nodes().stream().filter(Node::self).findFirst().orElseThrow().id();
            return bus.answerFor(Nodes.OUTDATE.of(self), outdated -> {
                database.outdate();
                return Future.succeededFuture(Done.DONE);
            }).begun();
        }).compose(answering -> refresh());
    }

    private Future<?> refresh() {
        return bus.request(Nodes.LIST, new Nodes.FindAll())
                .onSuccess(list -> others = list.nodes().stream().filter(node -> !node.self()).map(Node::id).toList());
    }

    /** Never fails: who doesn't answer in time has forgotten by then. */
    private Future<?> tell() {
        return bus.requestEach(Nodes.OUTDATE, others, new Nodes.Outdate());
    }
}
