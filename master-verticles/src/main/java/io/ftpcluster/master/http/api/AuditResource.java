package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.master.http.page.Pages;
import io.ftpcluster.master.http.request.QueryFields;
import io.ftpcluster.messages.Audit;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Map;

/** {@code /audit}: who did what, newest first, for admins. */
public final class AuditResource implements Resource {

    private final Bus bus;
    private final Representations list;

    public AuditResource(Bus bus, Pages pages) {
        this.bus = bus;
        this.list = new Representations(pages, "audit", this::find, this::findForPage);
    }

    @Override
    public void bind(Operations operations) {
        operations.on("listAuditEvents", this::reply);
    }

    private void reply(RoutingContext context) {
        AuditExport.Format format = QueryFields.choice(context, "format", AuditExport.Format.class);
        if (format == null) {
            list.reply(context);
        } else {
            new AuditExport(bus, context, format, AuditQuery.of(context).filter()).send();
        }
    }

    private Future<Map<String, Object>> find(RoutingContext context) {
        return find(AuditQuery.of(context));
    }

    private Future<Map<String, Object>> find(AuditQuery query) {
        return bus.request(Audit.LIST, query.find()).map(found -> {
            Map<String, Object> view = new HashMap<>();
            view.put("events", Views.list(found.events(), Views::event));
            view.put("next", found.next());
            return view;
        });
    }

    private Future<Map<String, Object>> findForPage(RoutingContext context) {
        AuditQuery query = AuditQuery.of(context);
        return find(query).map(model -> {
            model.put("query", query.typed());
            model.put("older", query.before() != null);
            return model;
        });
    }
}
