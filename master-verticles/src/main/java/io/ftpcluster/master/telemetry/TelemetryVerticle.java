package io.ftpcluster.master.telemetry;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.messages.Alerts;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.messages.Telemetry;
import io.ftpcluster.messages.Telemetry.HandOver;
import io.ftpcluster.messages.Telemetry.Report;
import io.ftpcluster.messages.Telemetry.Resolution;
import io.ftpcluster.messages.Telemetry.Seen;
import io.ftpcluster.messages.Telemetry.States;
import io.ftpcluster.messages.Telemetry.StoreSeen;
import io.ftpcluster.messages.Telemetry.Tick;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Knows how each server stands and stood, and tells whoever listens. One instance, on an event loop; needs persistence
 * to start. What came in the last minute is lost when the process is killed; a stop stores everything.
 */
public final class TelemetryVerticle extends VerticleBase {

    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration RESYNC = Duration.ofSeconds(30);
    private static final long FLUSH_MILLIS = Duration.ofMinutes(1).toMillis() / History.SLOTS;
    /** A stop has 30 s. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(20);
    private static final Duration LAST_ALERTS = Duration.ofSeconds(5);
    /** Within which an hour is summed up after its end. */
    private static final Duration ROLLING = Duration.ofMinutes(10);
    private static final Outbox.Limits SEEN = new Outbox.Limits("Storing when servers were seen", 30_000, 100, Duration
            .ofMillis(50), 0);

    private final Bus bus;
    private final Config.Telemetry config;
    private final String node;
    private final PrometheusMeterRegistry metrics;
    private final Timeline time;
    private final FleetMetrics fleetMetrics = new FleetMetrics();
    private final PointsCodec codec = new PointsCodec();
    private Meters meters;
    private AlertDesk alerts;
    private Fleet fleet;
    private ServerList servers;
    private ChunkStore store;
    private Outbox<String, Seen> seen;
    private Hours hours;
    private History history;
    private HandOvers handOvers;
    private SeriesReader series;

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
        seen = new Outbox<>(vertx, SEEN, some -> bus.request(Telemetry.STORE_SEEN, new StoreSeen(some)),
                () -> meters.dropped(Meters.Queue.SEEN));
        store = new ChunkStore(vertx, bus, meters);
        hours = new Hours(store, codec);
        history = new History(store, codec, hours, this::keepSeen);
        handOvers = new HandOvers(history, store, hours, codec);
        series = new SeriesReader(vertx, store, history);
        servers = new ServerList(bus, fleet, this::forget);
        return servers.loadAll().compose(loaded -> restore()).compose(restored -> listen()).onSuccess(listening -> {
            metrics.getPrometheusRegistry().register(fleetMetrics);
            vertx.setPeriodic(TICK.toMillis(), timer -> tick());
            vertx.setPeriodic(FLUSH_MILLIS, timer -> history.flushNext());
            vertx.setPeriodic(RESYNC.toMillis(), timer -> servers.refresh());
        });
    }

    private Future<?> restore() {
        var known = bus.request(Telemetry.LOAD_SEEN, new Telemetry.FindSeen());
        var raised = bus.request(Alerts.LIST, new Alerts.Find(null, true, Alerts.Find.MAX));
        return Future.all(known, raised).onSuccess(both -> {
            fleet.restore(known.result().seen(), raised.result().alerts());
            known.result().seen().forEach(this::finishHours);
        });
    }

    /** The portal may have ended within an hour, or before the last one was summed up. */
    private void finishHours(Seen last) {
        long now = Grid.chunk(Resolution.MINUTES, time.instant().getEpochSecond());
        for (Instant around : List.of(last.lastSeen().minus(ROLLING), last.lastSeen())) {
            long hour = Grid.chunk(Resolution.MINUTES, around.getEpochSecond());
            if (hour < now) {
                hours.roll(last.serverId(), hour);
            }
        }
    }

    private Future<?> listen() {
        return Future.join(List.of(
                bus.answerLater(Telemetry.REPORT, this::report),
                bus.answerLater(Telemetry.LINKED, link -> with(link.serverId(), watch -> watch.linked(link))),
                bus.answerLater(Telemetry.UNLINKED, link -> with(link.serverId(), watch -> watch.unlinked(link))),
                bus.answerLater(Telemetry.HAND_OVER, this::handOver),
                bus.answerLater(Telemetry.SERIES, asked -> servers.require(asked.serverId()).compose(
                        there -> series.read(asked, time.instant()))),
                bus.answerLater(Telemetry.STATES, asked -> Future.succeededFuture(new States(fleet.states(asked
                        .serverIds())))),
                bus.listen(Servers.CHANGED, servers::changed).begun()));
    }

    private Future<Done> report(Report report) {
        return with(report.serverId(), watch -> {
            meters.frame();
            watch.reported(report.sample());
            history.add(report.serverId(), time.instant().getEpochSecond(), report.sample());
        });
    }

    private Future<Done> handOver(HandOver request) {
        return servers.require(request.serverId()).compose(there -> handOvers.take(request, time.instant())).map(
                Done.DONE);
    }

    private void keepSeen(String serverId) {
        fleet.find(serverId).map(Watch::seen).ifPresent(last -> seen.put(serverId, last));
    }

    private void forget(String serverId) {
        history.forget(serverId);
        seen.remove(serverId);
    }

    private Future<Done> with(String serverId, Consumer<Watch> word) {
        return servers.require(serverId).map(watch -> {
            word.accept(watch);
            return Done.DONE;
        });
    }

    private void tick() {
        Tick tick = fleet.tick();
        fleetMetrics.update(tick);
        alerts.measure();
        meters.waiting(Meters.Queue.CHUNKS, store.waiting());
        meters.waiting(Meters.Queue.SEEN, seen.size());
        if (!tick.changed().isEmpty() || !tick.gone().isEmpty()) {
            bus.publish(Telemetry.TICK, tick);
        }
    }

    /** Stores what isn't yet, as far as that takes no longer than a part may take to stop. */
    @Override
    public Future<?> stop() {
        metrics.getPrometheusRegistry().unregister(fleetMetrics);
        hours.stop();
        history.flushAll();
        return Future.join(store.drain(LAST_WORDS), seen.drain(LAST_WORDS), alerts.drain(LAST_ALERTS)).onComplete(
                drained -> codec.close());
    }
}
