package io.ftpcluster.master.http.live;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.master.http.page.Pages;
import io.ftpcluster.master.http.request.Negotiation;
import io.ftpcluster.master.http.response.Replies;
import io.ftpcluster.master.http.security.Caller;
import io.ftpcluster.messages.Telemetry.State;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code /fleet}: how the servers stand that the caller may see, once; and a page of each for those who use it. */
public final class FleetResource implements Resource {

    private final VisibleFleet fleet;
    private final Pages pages;

    public FleetResource(VisibleFleet fleet, Pages pages) {
        this.fleet = fleet;
        this.pages = pages;
    }

    @Override
    public void bind(Operations operations) {
        operations.on("listStates", this::list);
        operations.on("getState", this::get);
    }

    private void list(RoutingContext context) {
        if (Negotiation.wantsPage(context)) {
            Replies.seeOther(context, "/dashboard");
            return;
        }
        Replies.when(context,
                fleet.audienceOf(Caller.of(context).principal().user())
                        .compose(visibility -> fleet.states(visibility).map(states -> document(visibility, states))),
                pieces -> send(context, pieces));
    }

    private static List<Buffer> document(Visibility visibility, List<State> states) {
        return FleetText.document(visibility, states.stream().map(FleetResource::known).toList());
    }

    private static EncodedState known(State state) {
        return EncodedState.of(state, null, StateJson::encode);
    }

    private static void send(RoutingContext context, List<Buffer> pieces) {
        Buffer body = Buffer.buffer();
        pieces.forEach(body::appendBuffer);
        context.response().putHeader(HttpHeaders.CONTENT_TYPE, "application/json").end(body);
    }

    private void get(RoutingContext context) {
        Replies.when(context, fleet.find(Caller.of(context).principal().user(), context.pathParam("id")),
                server -> show(context, server));
    }

    private void show(RoutingContext context, FleetServer server) {
        if (!Negotiation.wantsPage(context)) {
            if (server.state() == null) {
                throw Failure.of(FailureCode.UNAVAILABLE, "How the server stands can't be told now.").exception();
            }
            Visibility visibility = server.forAdmin() ? Visibility.ADMINS : new Visibility(Set.of(server.id()));
            send(context, FleetText.one(visibility, known(server.state())));
        } else if (server.forAdmin()) {
            Replies.seeOther(context, "/servers/" + server.id());
        } else {
            Map<String, Object> model = new HashMap<>();
            model.put("live", FleetView.row(server));
            pages.show(context, 200, "fleet-server", model);
        }
    }
}
