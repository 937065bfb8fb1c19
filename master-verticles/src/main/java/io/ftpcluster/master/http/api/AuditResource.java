package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.master.http.page.Pages;
import io.ftpcluster.messages.Audit;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.regex.Pattern;

/** {@code /audit}: who did what, newest first, for admins. */
public final class AuditResource implements Resource {

    private static final int DEFAULT_LIMIT = 100;
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,4}");

    private final Bus bus;
    private final Representations latest;

    public AuditResource(Bus bus, Pages pages) {
        this.bus = bus;
        this.latest = new Representations(pages, "audit", this::find);
    }

    @Override
    public void bind(Operations operations) {
        operations.on("listAuditEvents", latest::reply);
    }

    private Future<Map<String, Object>> find(RoutingContext context) {
        return bus.request(Audit.LIST, new Audit.FindLatest(limit(context)))
                .map(found -> Map.of("events", Views.list(found.events(), Views::event)));
    }

    private static int limit(RoutingContext context) {
        String given = context.queryParams().get("limit");
        if (given == null) {
            return DEFAULT_LIMIT;
        }
        int limit = DIGITS.matcher(given).matches() ? Integer.parseInt(given) : 0;
        if (limit < 1 || limit > Audit.FindLatest.MAX) {
            throw Failure.invalid("limit", "must be a whole number from 1 to " + Audit.FindLatest.MAX).exception();
        }
        return limit;
    }
}
