package io.ftpcluster.master.telemetry;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.messages.Alerts;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.messages.Telemetry;
import io.ftpcluster.messages.Telemetry.Report;
import io.ftpcluster.messages.Telemetry.States;
import io.ftpcluster.messages.Telemetry.Tick;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Knows how each server stands and stood, and tells whoever listens. One instance, on an event loop; needs persistence
 * to start. What came in the last minute is lost when the process is killed; a stop stores everything.
 */
public final class TelemetryVerticle extends VerticleBase {

    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration RESYNC = Duration.ofSeconds(30);

    private final Bus bus;
    private final Config.Telemetry config;
    private final String node;
    private final PrometheusMeterRegistry metrics;
    private final Timeline time;
    private final FleetMetrics fleetMetrics = new FleetMetrics();
    private Meters meters;
    private AlertDesk alerts;
    private Fleet fleet;
    private ServerList servers;

    /**
     * @param node this one's name
     * @param clock UTC
     */
    public TelemetryVerticle(Bus bus, Config.Telemetry config, String node, PrometheusMeterRegistry metrics,
            Clock clock) {
        this(bus, config, node, metrics, clock, System::nanoTime);
    }

    TelemetryVerticle(Bus bus, Config.Telemetry config, String node, PrometheusMeterRegistry metrics, Clock clock,
            LongSupplier nanos) {
        this.bus = bus;
        this.config = config;
        this.node = node;
        this.metrics = metrics;
        this.time = new Timeline(clock, nanos);
    }

    /** Fails UNAVAILABLE when the database can't be read. */
    @Override
    public Future<?> start() {
        meters = new Meters(metrics);
        alerts = new AlertDesk(vertx, bus, config, node, meters);
        fleet = new Fleet(node, time, new AlertRules(alerts::take));
        servers = new ServerList(bus, fleet, gone -> {});
        return servers.loadAll().compose(loaded -> restore()).compose(restored -> listen()).onSuccess(listening -> {
            metrics.getPrometheusRegistry().register(fleetMetrics);
            vertx.setPeriodic(TICK.toMillis(), timer -> tick());
            vertx.setPeriodic(RESYNC.toMillis(), timer -> servers.refresh());
        });
    }

    private Future<?> restore() {
        var seen = bus.request(Telemetry.LOAD_SEEN, new Telemetry.FindSeen());
        var raised = bus.request(Alerts.LIST, new Alerts.Find(null, true, Alerts.Find.MAX));
        return Future.all(seen, raised).onSuccess(
                both -> fleet.restore(seen.result().seen(), raised.result().alerts()));
    }

    private Future<?> listen() {
        return Future.join(List.of(
                bus.answerLater(Telemetry.REPORT, this::report),
                bus.answerLater(Telemetry.LINKED, link -> with(link.serverId(), watch -> watch.linked(link))),
                bus.answerLater(Telemetry.UNLINKED, link -> with(link.serverId(), watch -> watch.unlinked(link))),
                bus.answerLater(Telemetry.STATES, asked -> Future.succeededFuture(new States(fleet.states(asked
                        .serverIds())))),
                bus.listen(Servers.CHANGED, servers::changed).begun()));
    }

    private Future<Done> report(Report report) {
        return with(report.serverId(), watch -> {
            meters.frame();
            watch.reported(report.sample());
        });
    }

    private Future<Done> with(String serverId, java.util.function.Consumer<Watch> word) {
        return servers.require(serverId).map(watch -> {
            word.accept(watch);
            return Done.DONE;
        });
    }

    private void tick() {
        Tick tick = fleet.tick();
        fleetMetrics.update(tick);
        alerts.measure();
        if (!tick.changed().isEmpty() || !tick.gone().isEmpty()) {
            bus.publish(Telemetry.TICK, tick);
        }
    }

}
