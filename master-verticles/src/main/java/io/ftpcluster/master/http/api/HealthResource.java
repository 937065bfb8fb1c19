package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.http.Lifecycle;
import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.master.http.response.Replies;
import io.ftpcluster.messages.Audit;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * {@code /health}: alive is who answers at all; ready is who has started, isn't about to stop and reaches what it needs.
 */
public final class HealthResource implements Resource {

    /** The cheapest question that the database must answer, and soon. */
    private static final Address<Audit.Find, Audit.Events> PROBE = Audit.LIST.within(Duration.ofSeconds(2));

    /**
     * Something that a node needs.
     *
     * @param missing what is said when the probe fails without words of its own; anybody may read it
     */
    public record Need(String missing, Supplier<Future<?>> probe) {

        public static Need database(Bus bus) {
            return new Need("The database does not answer.", () -> bus.request(PROBE, Audit.Find.latest(1)));
        }

        /** Empty when it is there; never fails. */
        private Future<List<String>> trouble() {
            return probe.get()
                    .map(List.<String>of())
                    .otherwise(cause -> List.of(cause instanceof FailureException known
                            ? missing + " " + known.failure().detail()
                            : missing));
        }
    }

    private static final String INSTEAD = "unready";

    private final Lifecycle lifecycle;
    private final List<Need> needs;

    public HealthResource(Lifecycle lifecycle, List<Need> needs) {
        this.lifecycle = lifecycle;
        this.needs = List.copyOf(needs);
    }

    @Override
    public void bind(Operations operations) {
        operations.on("getLiveness", context -> Replies.json(context, 200, Map.of("status", "up")));
        operations.on("getReadiness", this::readiness);
    }

    private void readiness(RoutingContext context) {
        String instead = context.queryParams().get(INSTEAD);
        if (instead != null && !instead.equals("404")) {
            throw Failure.invalid(INSTEAD, "must be 404 or not be there").exception();
        }
        switch (lifecycle.phase()) {
            case STARTING -> refuse(context, "starting", List.of("This node is starting."));
            case STOPPING -> refuse(context, "stopping", List.of("This node is stopping."));
            case UP -> {
                List<Future<List<String>>> asked = needs.stream().map(Need::trouble).toList();
                Replies.when(context, Future.join(asked),
                        all -> answer(context, all.<List<String>>list().stream().flatMap(List::stream).toList()));
            }
        }
    }

    private void answer(RoutingContext context, List<String> troubles) {
        if (lifecycle.phase() == Lifecycle.Phase.STOPPING) {
            readiness(context);
        } else if (troubles.isEmpty()) {
            Replies.json(context, 200, Map.of("status", "up"));
        } else {
            refuse(context, "down", troubles);
        }
    }

    private static void refuse(RoutingContext context, String status, List<String> reasons) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", status);
        body.put("reasons", reasons);
        // HAProxy takes 404 as "nothing new for this one"; with anything else it would also cut what is in flight.
        Replies.json(context, context.queryParams().contains(INSTEAD) ? 404 : 503, body);
    }
}
