package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.master.http.page.Pages;
import io.ftpcluster.master.http.response.Replies;
import io.ftpcluster.master.http.security.Caller;
import io.ftpcluster.messages.Sessions;
import io.ftpcluster.messages.Users.User;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Map;

/** The page of one's own account: password, sessions, how pages look. Several resources have a form on it. */
public final class AccountPage {

    private final Bus bus;
    private final Pages pages;

    public AccountPage(Bus bus, Pages pages) {
        this.bus = bus;
        this.pages = pages;
    }

    void show(RoutingContext context) {
        show(context, 200, Map.of());
    }

    /** @param more what a form adds */
    void show(RoutingContext context, int status, Map<String, Object> more) {
        User user = Caller.of(context).principal().user();
        Replies.when(context, bus.request(Sessions.LIST, new Sessions.FindAll(user.id(), Sessions.FindAll.MAX)),
                found -> {
                    Map<String, Object> model = new HashMap<>(more);
                    model.put("user", Views.user(user));
                    model.put("sessions", SessionViews.ofPage(context, found));
                    pages.show(context, status, "account", model);
                });
    }
}
