package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.master.http.request.QueryFields;
import io.ftpcluster.master.http.response.Replies;
import io.ftpcluster.master.http.security.Caller;
import io.ftpcluster.messages.Auth;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.messages.Telemetry.FindSeries;
import io.ftpcluster.messages.Telemetry.Metric;
import io.ftpcluster.messages.Telemetry.Point;
import io.ftpcluster.messages.Telemetry.Series;
import io.ftpcluster.messages.Telemetry;
import io.ftpcluster.text.EnumNames;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code /servers/{id}/telemetry}: what servers measured. */
public final class TelemetryResource implements Resource {

    private static final Duration USUAL_SPAN = Duration.ofHours(1);
    private static final int LONGEST_STEP = 2 * 365 * 86_400;
    private static final List<String> METRICS = Stream.of(Metric.values()).map(EnumNames::of).toList();

    private final Bus bus;
    private final InstantSource clock;

    /** @param clock tells where a series ends that says nothing of it */
    public TelemetryResource(Bus bus, InstantSource clock) {
        this.bus = bus;
        this.clock = clock;
    }

    @Override
    public void bind(Operations operations) {
        operations.on("getServerTelemetry", this::series);
    }

    private void series(RoutingContext context) {
        Instant to = time(context, "to").orElseGet(clock::instant);
        Instant from = time(context, "from").orElseGet(() -> to.minus(USUAL_SPAN));
        int step = QueryFields.number(context, "step", 0, LONGEST_STEP).orElse(0);
        var found = serverId(context, context.pathParam("id"))
                .compose(id -> bus.request(Telemetry.SERIES, new FindSeries(id, from, to, step)));
        Replies.when(context, found, series -> Replies.json(context, 200, view(series)));
    }

    /** NOT_FOUND for a server that the caller may not use, as for one that isn't there. */
    private Future<String> serverId(RoutingContext context, String ref) {
        Auth.Principal principal = Caller.of(context).principal();
        if (principal.isAdmin()) {
            return bus.request(Servers.FIND, new Servers.Find(ref)).map(Servers.Server::id);
        }
        return bus.request(Permissions.LIST, new Permissions.FindAll(principal.user().id(), null))
                .map(mine -> mine.permissions()
                        .stream()
                        .filter(permission -> permission.serverId().equals(ref)
                                || permission.alias().equalsIgnoreCase(ref))
                        .findFirst()
                        .orElseThrow(() -> Failure.notFound("There is no server " + ref + ".").exception())
                        .serverId());
    }

    private static Map<String, Object> view(Series series) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("step", series.step());
        view.put("metrics", METRICS);
        view.put("points", Views.list(series.points(), TelemetryResource::view));
        return view;
    }

    private static Map<String, Object> view(Point point) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("at", Instant.ofEpochSecond(point.at()).toString());
        for (int i = 0; i < METRICS.size(); i++) {
            view.put(METRICS.get(i), valueAt(i, point.means()));
            view.put(METRICS.get(i) + "_max", valueAt(i, point.highest()));
        }
        return view;
    }

    /** Nodes of older versions don't know the newer metrics, which come last. */
    private static Double valueAt(int metric, List<Double> values) {
        return metric < values.size() ? values.get(metric) : null;
    }

    private static Optional<Instant> time(RoutingContext context, String name) {
        String given = context.queryParams().get(name);
        if (given == null || given.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(QueryFields.isNumber(given)
                    ? Instant.ofEpochSecond(Long.parseLong(given))
                    // In a query, a plus that isn't encoded means a space; no time has one.
                    : OffsetDateTime.parse(given.replace(' ', '+')).toInstant());
        } catch (DateTimeException e) {
            throw Failure.invalid(name, "must be a time such as 2026-03-01T12:00:00Z, or seconds since 1970")
                    .causedBy(e);
        }
    }
}
