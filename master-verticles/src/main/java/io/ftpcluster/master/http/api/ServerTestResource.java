package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.master.http.body.RequestFields;
import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.master.http.page.Pages;
import io.ftpcluster.master.http.response.Replies;
import io.ftpcluster.master.http.security.Caller;
import io.ftpcluster.messages.Diagnosis;
import io.ftpcluster.messages.Permissions;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Map;

/** {@code /servers/{id}/test}: says step by step whether a server works and, if not, what to do. For admins. */
public final class ServerTestResource implements Resource {

    private final Bus bus;
    private final Pages pages;

    public ServerTestResource(Bus bus, Pages pages) {
        this.bus = bus;
        this.pages = pages;
    }

    @Override
    public void bind(Operations operations) {
        operations.on("testServer", this::test);
    }

    /** A server that doesn't work is no failure of this: the report says it. */
    private void test(RoutingContext context) {
        RequestFields fields = RequestFields.ofOptional(context);
        String permission = fields.optionalText("permission_id");
        String username = fields.optionalText("username");
        if (permission != null && username != null) {
            fields.error("username", "must not be given beside permission_id");
        }
        fields.check();
        Diagnosis.Run run = new Diagnosis.Run(Caller.of(context).actor(), context.pathParam("id"), permission,
                username);
        Future<Diagnosis.Report> tested = bus.request(Diagnosis.RUN, run);
        if (fields.fromPage()) {
            Replies.when(context, tested.compose(this::page), model -> pages.show(context, 200, "server-test", model));
        } else {
            Replies.when(context, tested, report -> Replies.json(context, 200, ServerTestView.of(report)));
        }
    }

    /** The page offers the next test, perhaps with another login. */
    private Future<Map<String, Object>> page(Diagnosis.Report report) {
        return bus.request(Permissions.LIST, new Permissions.FindAll(null, report.server().id())).map(found -> {
            Map<String, Object> model = new HashMap<>();
            model.put("report", ServerTestView.of(report));
            model.put("permissions", Views.list(found.permissions(), Views::permission));
            return model;
        });
    }
}
