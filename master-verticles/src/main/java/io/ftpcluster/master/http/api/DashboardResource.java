package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.master.http.live.FleetQuery;
import io.ftpcluster.master.http.live.FleetView;
import io.ftpcluster.master.http.live.VisibleFleet;
import io.ftpcluster.master.http.page.Pages;
import io.ftpcluster.master.http.request.Negotiation;
import io.ftpcluster.master.http.response.Replies;
import io.ftpcluster.master.http.security.Caller;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.messages.Users;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;

/** {@code /dashboard}, and the way there: how the servers stand that the caller may use, what is wrong first. */
public final class DashboardResource implements Resource {

    private final Bus bus;
    private final Pages pages;
    private final VisibleFleet fleet;
    private final FirstRunChecklist checklist;

    public DashboardResource(Bus bus, Pages pages, VisibleFleet fleet) {
        this.bus = bus;
        this.pages = pages;
        this.fleet = fleet;
        this.checklist = new FirstRunChecklist(bus);
    }

    @Override
    public void bind(Operations operations) {
        operations.on("home", context -> Replies.seeOther(context, "/dashboard"));
        operations.on("getDashboard", this::dashboard);
    }

    private void dashboard(RoutingContext context) {
        Users.User user = Caller.of(context).principal().user();
        boolean admin = Caller.of(context).principal().isAdmin();
        Future<Map<String, Object>> model = MeResource.describe(bus, user)
                .compose(me -> admin ? withCounts(me) : Future.succeededFuture(me));
        if (Negotiation.wantsPage(context)) {
            Replies.when(context,
                    model.compose(found -> withFleet(context, user, found))
                            .compose(found -> admin ? checklist.addTo(found, user) : Future.succeededFuture(found)),
                    found -> pages.show(context, 200, "dashboard", found));
        } else {
            Replies.when(context, model, found -> Replies.json(context, 200, found));
        }
    }

    private Future<Map<String, Object>> withFleet(RoutingContext context, Users.User user, Map<String, Object> model) {
        FleetQuery query = FleetQuery.of(context.queryParams());
        return fleet.servers(user).map(servers -> {
            model.put("fleet", FleetView.page(servers, query));
            return model;
        });
    }

    private Future<Map<String, Object>> withCounts(Map<String, Object> me) {
        var users = bus.request(Users.LIST, new Users.FindAll());
        var servers = bus.request(Servers.LIST, new Servers.FindAll());
        var permissions = bus.request(Permissions.LIST, new Permissions.FindAll(null, null));
        return Future.all(users, servers, permissions).map(all -> {
            me.put("counts", Map.of("users", users.result().users().size(), "servers",
                    servers.result().servers().size(), "permissions", permissions.result().permissions().size()));
            return me;
        });
    }
}
