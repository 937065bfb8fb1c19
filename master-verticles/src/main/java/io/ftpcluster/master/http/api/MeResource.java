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
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code /me}, {@code /dashboard} and the way there: the caller and the servers that they may use. */
public final class MeResource implements Resource {

    private final Bus bus;
    private final Pages pages;
    private final VisibleFleet fleet;
    private final AccountPage account;

    public MeResource(Bus bus, Pages pages, VisibleFleet fleet, AccountPage account) {
        this.account = account;
        this.bus = bus;
        this.pages = pages;
        this.fleet = fleet;
    }

    @Override
    public void bind(Operations operations) {
        operations.on("home", context -> Replies.seeOther(context, "/dashboard"));
        operations.on("redirectToServersOfUser", MeResource::addSlash);
        operations.on("getMe", this::me);
        operations.on("getDashboard", this::dashboard);
    }

    /** Relative links in the folder need its slash; 308 keeps the method. */
    private static void addSlash(RoutingContext context) {
        context.response().setStatusCode(308).putHeader(HttpHeaders.LOCATION, context.request().path() + "/").end();
    }

    private void me(RoutingContext context) {
        if (Negotiation.wantsPage(context)) {
            account.show(context);
        } else {
            Replies.when(context, found(context), me -> Replies.json(context, 200, me));
        }
    }

    private void dashboard(RoutingContext context) {
        Future<Map<String, Object>> model = Caller.of(context).principal().isAdmin()
                ? found(context).compose(this::withCounts)
                : found(context);
        if (Negotiation.wantsPage(context)) {
            Replies.when(context, model.compose(found -> withFleet(context, found)),
                    found -> pages.show(context, 200, "dashboard", found));
        } else {
            Replies.when(context, model, found -> Replies.json(context, 200, found));
        }
    }

    private Future<Map<String, Object>> withFleet(RoutingContext context, Map<String, Object> model) {
        FleetQuery query = FleetQuery.of(context.queryParams());
        return fleet.servers(Caller.of(context).principal().user()).map(servers -> {
            model.put("fleet", FleetView.page(servers, query));
            return model;
        });
    }

    private Future<Map<String, Object>> found(RoutingContext context) {
        Users.User user = Caller.of(context).principal().user();
        return bus.request(Permissions.LIST, new Permissions.FindAll(user.id(), null)).map(found -> {
            List<Map<String, Object>> folders = Views.list(found.permissions(), Views::folder);
            Map<String, Object> me = new LinkedHashMap<>();
            me.put("user", Views.user(user));
            me.put("servers", folders);
            return me;
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
