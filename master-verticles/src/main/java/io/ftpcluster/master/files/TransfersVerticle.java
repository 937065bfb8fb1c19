package io.ftpcluster.master.files;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.messages.Labels;
import io.ftpcluster.messages.Transfers;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;

/**
 * Answers for the transfers of this node, to all nodes, and keeps them in step about limits. One instance, on virtual
 * threads, before the first transfer.
 */
public final class TransfersVerticle extends VerticleBase {

    private static final long SAMPLE_MILLIS = 1000;

    private final Bus bus;
    private final TransferRegistry transfers;
    private final AuditRecorder audit;

    public TransfersVerticle(Bus bus, TransferRegistry transfers) {
        this.bus = bus;
        this.transfers = transfers;
        this.audit = new AuditRecorder(bus);
    }

    @Override
    public Future<?> start() {
        vertx.setPeriodic(SAMPLE_MILLIS, id -> transfers.sample());
        String node = transfers.node().id();
        return Future.all(List.of(
                bus.answer(Transfers.LIST.of(node), find -> new Transfers.TransferList(transfers.list(find.userId()))),
                bus.answerLater(Transfers.END.of(node), this::end),
                new CountSharing(bus, node, transfers.limits(), transfers.elsewhere()).start(vertx)));
    }

    private Future<Done> end(Transfers.End request) {
        return transfers.end(request.actor(), request.id()).map(ended -> {
            String kind = Labels.withArticle(ended.direction());
            audit.record(request.actor(), "transfer.end", ended.location(),
                    ", " + kind + " by " + ended.actor().username() + ", after " + ended.moved() + " bytes");
            return Done.DONE;
        });
    }
}
