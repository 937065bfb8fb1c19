package io.ftpcluster.master.http.api;

import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.master.http.page.Pages;
import io.ftpcluster.master.http.request.Negotiation;
import io.ftpcluster.master.http.response.Replies;
import io.ftpcluster.messages.Audit;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.regex.Pattern;

/** {@code /audit}: who did what, newest first, for admins. */
public final class AuditResource implements Resource {

    private static final int DEFAULT_LIMIT = 100;
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,4}");

    private final Bus bus;
    private final Pages pages;

    public AuditResource(Bus bus, Pages pages) {
        this.bus = bus;
        this.pages = pages;
    }

    @Override
    public void bind(Operations operations) {
        operations.on("listAuditEvents", this::list);
    }

    private void list(RoutingContext context) {
        var found = bus.request(Audit.LIST, new Audit.FindLatest(limit(context)));
        Replies.when(context, found, events -> {
            Map<String, Object> model = Map.of("events", Views.list(events.events(), Views::event));
            if (Negotiation.wantsPage(context)) {
                pages.show(context, 200, "audit", model);
            } else {
                Replies.json(context, 200, model);
            }
        });
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
