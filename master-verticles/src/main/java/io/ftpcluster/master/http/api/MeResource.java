package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.master.http.request.Negotiation;
import io.ftpcluster.master.http.response.Replies;
import io.ftpcluster.master.http.security.Caller;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.Users;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code /me}: the caller and the servers that they may use. */
public final class MeResource implements Resource {

    private final Bus bus;
    private final AccountPage account;

    public MeResource(Bus bus, AccountPage account) {
        this.account = account;
        this.bus = bus;
    }

    @Override
    public void bind(Operations operations) {
        operations.on("redirectToServersOfUser", MeResource::addSlash);
        operations.on("getMe", this::me);
    }

    /** Relative links in the folder need its slash; 308 keeps the method. */
    private static void addSlash(RoutingContext context) {
        context.response().setStatusCode(308).putHeader(HttpHeaders.LOCATION, context.request().path() + "/").end();
    }

    private void me(RoutingContext context) {
        if (Negotiation.wantsPage(context)) {
            account.show(context);
        } else {
            Replies.when(context, describe(bus, Caller.of(context).principal().user()),
                    me -> Replies.json(context, 200, me));
        }
    }

    /** Who that is, and the servers that they may use. */
    static Future<Map<String, Object>> describe(Bus bus, Users.User user) {
        return bus.request(Permissions.LIST, new Permissions.FindAll(user.id(), null)).map(found -> {
            Map<String, Object> me = new LinkedHashMap<>();
            me.put("user", Views.user(user));
            me.put("servers", Views.list(found.permissions(), Views::folder));
            return me;
        });
    }
}
