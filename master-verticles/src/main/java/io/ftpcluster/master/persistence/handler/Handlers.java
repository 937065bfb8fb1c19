package io.ftpcluster.master.persistence.handler;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Bus;
import io.ftpcluster.master.persistence.sql.Fence;
import io.ftpcluster.messages.Leases;
import io.vertx.core.Future;
import java.util.function.Function;

/** What answers for one domain. */
public interface Handlers {

    /** Completes when all of it answers. */
    Future<?> register();

    /** As any other, while the token of the request holds. */
    static <Q extends Record & Leases.Timed, R> Future<Void> answerFenced(Bus bus, Address<Q, R> address,
            Function<Q, R> handler) {
        return bus.answer(address, request -> Fence.run(request.token(), () -> handler.apply(request)));
    }
}
