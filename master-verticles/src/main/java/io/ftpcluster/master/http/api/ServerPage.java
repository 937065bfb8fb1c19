package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.master.http.live.FleetView;
import io.ftpcluster.master.http.live.VisibleFleet;
import io.ftpcluster.master.http.page.Pages;
import io.ftpcluster.messages.Accounts;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.Provisioning;
import io.ftpcluster.messages.Servers.Server;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.messages.StoredLogins;
import io.ftpcluster.messages.Telemetry.AgentUpdate;
import io.ftpcluster.messages.Telemetry.State;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Map;

/** {@code /servers/{id}} as it is looked at: a server's settings for programs, all about it on a page. */
final class ServerPage {

    /** On the page. */
    private static final int ACCOUNTS_SHOWN = 200;

    private ServerPage() {}

    static Representations of(Bus bus, Pages pages, VisibleFleet fleet) {
        return new Representations(pages, "server", context -> find(bus, context).map(Views::server),
                context -> find(bus, context).compose(server -> model(bus, fleet, server)));
    }

    private static Future<Server> find(Bus bus, RoutingContext context) {
        return bus.request(Servers.FIND, new Servers.Find(context.pathParam("id")));
    }

    private static Future<Map<String, Object>> model(Bus bus, VisibleFleet fleet, Server server) {
        var permissions = bus.request(Permissions.LIST, new Permissions.FindAll(null, server.id()));
        var live = fleet.forAdmin(server);
        var script = bus.request(Provisioning.MAKE_SCRIPT, new Provisioning.MakeScript(server.settings()));
        var accounts = bus.request(Accounts.LIST, new Accounts.Find(server.id(), null, ACCOUNTS_SHOWN));
        var logins = bus.request(StoredLogins.LIST, new StoredLogins.FindAll(server.id()));
        return Future.all(permissions, live, script, accounts, logins)
                .map(found -> Map.of("logins", Views.list(logins.result().logins(), Views::login), "unknown_accounts",
                        accounts.result().unknown(), "datalink_accounts", accounts.result().datalink(), "accounts",
                        Views.list(accounts.result().accounts(), Views::accountOfPage), "more_accounts",
                        accounts.result().more(), "live", FleetView.row(live.result()), "agent_update",
                        update(live.result().state()), "server", Views.server(server), "permissions",
                        Views.list(permissions.result().permissions(), Views::permission), "setup_script",
                        script.result().text()));
    }

    /** What becomes of its agent's version; empty while none was heard. */
    private static Map<String, Object> update(State state) {
        Map<String, Object> view = new HashMap<>();
        if (state == null || state.facts() == null) {
            return view;
        }
        AgentUpdate update = state.facts().update();
        view.put("version", state.facts().agentVersion());
        view.put("possible", update != null && update.possible());
        if (update != null) {
            view.put("failed_version", update.failedVersion());
            view.put("failed_reason", update.failedReason());
        }
        return view;
    }
}
