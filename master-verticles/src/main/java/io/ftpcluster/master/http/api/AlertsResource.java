package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.master.http.page.DurationText;
import io.ftpcluster.master.http.page.Pages;
import io.ftpcluster.master.http.request.Negotiation;
import io.ftpcluster.master.http.request.QueryFields;
import io.ftpcluster.master.http.response.Replies;
import io.ftpcluster.messages.Alerts.Alert;
import io.ftpcluster.messages.Alerts.AlertList;
import io.ftpcluster.messages.Alerts;
import io.ftpcluster.messages.Labels;
import io.ftpcluster.messages.Servers.Server;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.text.EnumNames;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** {@code /alerts}: what is wrong with servers or the portal and what was, for admins; as JSON, or as a page. */
public final class AlertsResource implements Resource {

    private static final int USUAL_LIMIT = 100;
    private static final int MOST = 1000;
    private static final AlertList NONE = new AlertList(List.of(), Set.of());

    private final Bus bus;
    private final Pages pages;
    private final InstantSource clock;

    /** @param clock tells for how long there has been what there still is */
    public AlertsResource(Bus bus, Pages pages, InstantSource clock) {
        this.bus = bus;
        this.pages = pages;
        this.clock = clock;
    }

    @Override
    public void bind(Operations operations) {
        operations.on("listAlerts", this::list);
    }

    private void list(RoutingContext context) {
        int limit = QueryFields.number(context, "limit", 1, MOST).orElse(USUAL_LIMIT);
        boolean raisedOnly = QueryFields.flag(context, "raised");
        String ref = Objects.requireNonNullElse(context.queryParams().get("server_id"), "").strip();
        if (Negotiation.wantsPage(context)) {
            showPage(context, ref, limit);
            return;
        }
        Future<String> id = ref.isEmpty() ? Future.succeededFuture() : server(ref).map(Server::id);
        Replies.when(context, id.compose(found -> bus.request(Alerts.LIST, new Alerts.Find(found, raisedOnly, limit))),
                found -> Replies.json(context, 200,
                        Map.of("alerts", Views.list(found.alerts(), alert -> view(alert, found.gone())))));
    }

    private Future<Server> server(String ref) {
        return bus.request(Servers.FIND, new Servers.Find(ref));
    }

    private void showPage(RoutingContext context, String ref, int limit) {
        Future<Map<String, Object>> model = ref.isEmpty()
                ? model(null, limit)
                : server(ref).compose(server -> model(server, limit));
        model.onSuccess(found -> pages.show(context, 200, "alerts", found)).onFailure(cause -> {
            if (cause instanceof FailureException known && known.failure().code() == FailureCode.NOT_FOUND) {
                showUnknown(context, ref, FormErrors.of(known.failure()));
            } else {
                context.fail(cause);
            }
        });
    }

    private void showUnknown(RoutingContext context, String ref, FormErrors errors) {
        Map<String, Object> model = model(NONE, NONE, MOST);
        model.put("server_text", ref);
        errors.putInto(model);
        pages.show(context, errors.status(), "alerts", model);
    }

    /** @param server null for all */
    private Future<Map<String, Object>> model(Server server, int limit) {
        String id = server == null ? null : server.id();
        var raised = bus.request(Alerts.LIST, new Alerts.Find(id, true, MOST + 1));
        // What is still there is among the newest too: without it there have to be enough left.
        var all = raised.compose(
                found -> bus.request(Alerts.LIST, new Alerts.Find(id, false, found.alerts().size() + limit + 1)));
        return all.map(found -> {
            Map<String, Object> model = model(raised.result(), new AlertList(
                    found.alerts().stream().filter(alert -> alert.endedAt() != null).toList(), found.gone()), limit);
            if (server != null) {
                model.put("server_id", id);
                model.put("server_alias", server.settings().alias());
                model.put("server_text", server.settings().alias());
            }
            return model;
        });
    }

    private Map<String, Object> model(AlertList raised, AlertList ended, int limit) {
        Map<String, Object> model = new HashMap<>();
        Instant now = clock.instant();
        model.put("raised", rows(raised, MOST, now));
        model.put("more_raised", raised.alerts().size() > MOST);
        model.put("ended", rows(ended, limit, now));
        model.put("more_ended", ended.alerts().size() > limit);
        model.put("limit", limit);
        model.put("server_text", "");
        return model;
    }

    private static List<Map<String, Object>> rows(AlertList list, int most, Instant now) {
        return list.alerts().stream().limit(most).map(alert -> row(alert, list.gone(), now)).toList();
    }

    private static Map<String, Object> row(Alert alert, Set<String> gone, Instant now) {
        Map<String, Object> row = view(alert, gone);
        row.put("kind_text", Labels.of(alert.kind()));
        row.put("duration_text",
                DurationText.of(Duration.between(alert.raisedAt(), Objects.requireNonNullElse(alert.endedAt(), now))));
        return row;
    }

    private static Map<String, Object> view(Alert alert, Set<String> gone) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("id", alert.id());
        view.put("server_id", alert.isAboutPortal() ? null : alert.serverId());
        view.put("server_gone", !alert.isAboutPortal() && gone.contains(alert.serverId()));
        view.put("alias", alert.alias());
        view.put("kind", EnumNames.of(alert.kind()));
        view.put("text", alert.text());
        view.put("raised_at", alert.raisedAt().toString());
        view.put("ended_at", alert.endedAt() == null ? null : alert.endedAt().toString());
        return view;
    }
}
