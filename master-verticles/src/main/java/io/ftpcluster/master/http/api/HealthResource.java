package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Bus;
import io.ftpcluster.master.http.Operations;
import io.ftpcluster.master.http.Replies;
import io.ftpcluster.master.http.Resource;
import io.ftpcluster.messages.Audit;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Map;

/** {@code /health}: alive is who answers at all, ready is who also reaches the database. */
public final class HealthResource implements Resource {

    /** The cheapest question that the database must answer, and soon. */
    private static final Address<Audit.FindLatest, Audit.Events> PROBE = Audit.LIST.within(Duration.ofSeconds(2));

    private final Bus bus;

    public HealthResource(Bus bus) {
        this.bus = bus;
    }

    @Override
    public void bind(Operations operations) {
        operations.on("getLiveness", context -> reply(context, true));
        operations.on("getReadiness", context -> bus.request(PROBE, new Audit.FindLatest(1)).onComplete(
                answer -> reply(context, answer.succeeded())));
    }

    private static void reply(RoutingContext context, boolean up) {
        Replies.json(context, up ? 200 : 503, Map.of("status", up ? "up" : "down"));
    }
}
