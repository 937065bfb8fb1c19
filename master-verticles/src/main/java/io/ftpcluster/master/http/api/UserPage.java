package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.messages.Audit;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.Sessions;
import io.ftpcluster.messages.Users.User;
import io.ftpcluster.messages.Users;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;

/** What the page of a user shows: which servers they may use, where they are logged in, what they did last. */
record UserPage(Bus bus) {

    private static final int EVENTS = 20;

    Future<Map<String, Object>> model(RoutingContext context) {
        return bus.request(Users.FIND, new Users.Find(context.pathParam("id"))).compose(user -> model(context, user));
    }

    private Future<Map<String, Object>> model(RoutingContext context, User user) {
        var permissions = bus.request(Permissions.LIST, new Permissions.FindAll(user.id(), null));
        var sessions = bus.request(Sessions.LIST, new Sessions.FindAll(user.id(), Sessions.FindAll.MAX));
        var events = bus.request(Audit.LIST,
                new Audit.Find(new Audit.Filter(null, user.username(), null, null, null), null, EVENTS));
        return Future.all(permissions, sessions, events)
                .map(all -> Map.of("user", Views.user(user), "permissions",
                        Views.list(permissions.result().permissions(), Views::permission), "sessions",
                        SessionViews.ofPage(context, sessions.result()), "events",
                        Views.list(events.result().events(), Views::event)));
    }
}
