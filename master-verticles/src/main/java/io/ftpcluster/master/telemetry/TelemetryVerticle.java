package io.ftpcluster.master.telemetry;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.leadership.FencedWriteQueue;
import io.ftpcluster.master.leadership.LeaderAddress;
import io.ftpcluster.master.leadership.LeaderScope;
import io.ftpcluster.master.leadership.LeaderWork;
import io.ftpcluster.master.leadership.Leadership;
import io.ftpcluster.master.telemetry.alerts.AlertDesk;
import io.ftpcluster.master.telemetry.alerts.AlertWork;
import io.ftpcluster.master.telemetry.alerts.PortalAlerts;
import io.ftpcluster.master.telemetry.alerts.RaisedAlerts;
import io.ftpcluster.master.telemetry.fleet.AlertRules;
import io.ftpcluster.master.telemetry.fleet.CertificateProber;
import io.ftpcluster.master.telemetry.fleet.Fleet;
import io.ftpcluster.master.telemetry.fleet.FleetEventPublisher;
import io.ftpcluster.master.telemetry.fleet.FleetUpdater;
import io.ftpcluster.master.telemetry.fleet.NodeRef;
import io.ftpcluster.master.telemetry.fleet.PeerSync;
import io.ftpcluster.master.telemetry.fleet.ServerList;
import io.ftpcluster.master.telemetry.fleet.ServerMonitor;
import io.ftpcluster.master.telemetry.fleet.ServerProber;
import io.ftpcluster.master.telemetry.fleet.Timeline;
import io.ftpcluster.master.telemetry.history.BackfillBuffer;
import io.ftpcluster.master.telemetry.history.ChunkStore;
import io.ftpcluster.master.telemetry.history.History;
import io.ftpcluster.master.telemetry.history.HourlyRollup;
import io.ftpcluster.master.telemetry.history.PointsCodec;
import io.ftpcluster.master.telemetry.history.SeriesReader;
import io.ftpcluster.master.telemetry.history.TimeBuckets;
import io.ftpcluster.master.telemetry.metrics.FleetMetrics;
import io.ftpcluster.master.telemetry.metrics.Meters;
import io.ftpcluster.messages.Accounts;
import io.ftpcluster.messages.Alerts;
import io.ftpcluster.messages.Certificates;
import io.ftpcluster.messages.Nodes.Node;
import io.ftpcluster.messages.Nodes;
import io.ftpcluster.messages.Rollouts;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.messages.Telemetry.HandOver;
import io.ftpcluster.messages.Telemetry.Probed;
import io.ftpcluster.messages.Telemetry.Report;
import io.ftpcluster.messages.Telemetry.Resolution;
import io.ftpcluster.messages.Telemetry.Seen;
import io.ftpcluster.messages.Telemetry.States;
import io.ftpcluster.messages.Telemetry.StoreSeen;
import io.ftpcluster.messages.Telemetry.Tick;
import io.ftpcluster.messages.Telemetry;
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
 * Knows how each server of the whole cluster stands and stood, and tells whoever listens on this node. One instance, on an
 * event loop; needs persistence and the list of nodes to start. What came in the last minute is lost when all nodes are
 * killed at once; a stop of the one that leads stores everything.
 */
public final class TelemetryVerticle extends VerticleBase {

    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration ACCOUNTS = Duration.ofSeconds(10);
    /** For which an account must have failed. */
    private static final Duration ACCOUNT_FAILED = Duration.ofMinutes(1);
    private static final Duration RESYNC = Duration.ofSeconds(30);
    private static final long FLUSH_MILLIS = Duration.ofMinutes(1).toMillis() / History.SLOTS;
    /** A stop has 30 s. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(20);
    private static final Duration LAST_ALERTS = Duration.ofSeconds(5);
    /** Within which an hour is summed up after its end. */
    private static final Duration ROLLING = Duration.ofMinutes(10);
    private static final FencedWriteQueue.Limits SEEN = new FencedWriteQueue.Limits("Storing when servers were seen",
            30_000, 100, Duration.ofMillis(50), 0);

    private final Bus bus;
    private final Config.Telemetry config;
    private final Leadership leadership;
    private final Leadership probing;
    private final PrometheusMeterRegistry metrics;
    private final Timeline time;
    private final FleetMetrics fleetMetrics = new FleetMetrics();
    private final PointsCodec codec = new PointsCodec();
    private NodeRef self;
    private Meters meters;
    private AlertDesk alerts;
    private RaisedAlerts raised;
    private PortalAlerts portalAlerts;
    private Fleet fleet;
    private ServerList servers;
    private ChunkStore store;
    private FencedWriteQueue<String, Seen> seen;
    private HourlyRollup hours;
    private History history;
    private BackfillBuffer backfillBuffer;
    private SeriesReader series;
    private FleetUpdater fleetUpdater;
    private FleetEventPublisher eventPublisher;
    private PeerSync peerSync;
    private ServerProber prober;
    private CertificateProber certificateProber;
    private LeaderScope leaderScope;
    private AlertWork alertWork;

    /**
     * @param leadership for the cluster's timed work
     * @param probing for trying servers without an agent
     * @param clock UTC
     */
    public TelemetryVerticle(Bus bus, Config.Telemetry config, Leadership leadership, Leadership probing,
            PrometheusMeterRegistry metrics, Clock clock) {
        this(bus, config, leadership, probing, metrics, clock, System::nanoTime);
    }

    TelemetryVerticle(Bus bus, Config.Telemetry config, Leadership leadership, Leadership probing,
            PrometheusMeterRegistry metrics, Clock clock, LongSupplier nanos) {
        this.bus = bus;
        this.config = config;
        this.leadership = leadership;
        this.probing = probing;
        this.metrics = metrics;
        this.time = new Timeline(clock, nanos);
    }

    /** Fails UNAVAILABLE when the database can't be read. */
    @Override
    public Future<?> start() {
        return bus.request(Nodes.LIST, new Nodes.FindAll()).compose(nodes -> {
            nodes.nodes().stream().filter(Node::self).forEach(node -> self = new NodeRef(node.id(), node.name()));
            make();
            return servers.loadAll()
                    .compose(loaded -> restore())
                    .compose(restored -> listen())
                    .compose(listening -> Future.join(leaderScope.start(), peerSync.members(nodes.nodes())))
                    // With what the others know: whom they have tried just now needs no probe yet.
                    .compose(synced -> prober.start())
                    .compose(probing -> certificateProber.start());
        }).onSuccess(ready -> {
            metrics.getPrometheusRegistry().register(fleetMetrics);
            vertx.setPeriodic(TICK.toMillis(), timer -> tick());
            vertx.setPeriodic(FLUSH_MILLIS, timer -> flush());
            vertx.setPeriodic(FleetEventPublisher.EACH.toMillis(), timer -> eventPublisher.send());
            vertx.setPeriodic(RESYNC.toMillis(), timer -> resynchronise());
        });
    }

    private void make() {
        meters = new Meters(metrics);
        leaderScope = new LeaderScope(vertx, leadership);
        alerts = new AlertDesk(vertx, bus, config, self.name(), leaderScope, meters);
        Consumer<Alerts.Alert> told = alert -> {
            raised.tell(alert);
            alerts.take(alert);
        };
        fleet = new Fleet(self, time, new AlertRules(told, config.certificateNotice()));
        portalAlerts = new PortalAlerts(time, told);
        raised = new RaisedAlerts(bus, fleet, portalAlerts, time);
        alertWork = new AlertWork(raised, alerts);
        seen = new FencedWriteQueue<>(vertx, leaderScope, SEEN,
                (some, token) -> bus.request(Telemetry.STORE_SEEN, new StoreSeen(some, token)),
                () -> meters.dropped(Meters.Queue.SEEN, 1));
        store = new ChunkStore(vertx, bus, leaderScope, meters);
        hours = new HourlyRollup(store, codec);
        history = new History(store, codec, hours, this::keepSeen);
        backfillBuffer = new BackfillBuffer(history, store, hours, codec);
        series = new SeriesReader(vertx, store, history);
        servers = new ServerList(bus, fleet, this::forget);
        fleetUpdater = new FleetUpdater(bus, fleet, servers, history, time, self, this::answered);
        eventPublisher = new FleetEventPublisher(bus, fleet, self, () -> leaderScope.isHeld() ? history.storedTo() : 0);
        prober = new ServerProber(vertx, bus, probing, fleet, time, this::probed);
        certificateProber = new CertificateProber(vertx, bus, probing, fleet, time);
        peerSync = new PeerSync(vertx, bus, fleet, fleetUpdater, self);
        leaderScope.with("Storing history", new HistoryWork())
                .with("What agents hand over", new LeaderAddress<>(bus, Telemetry.HAND_OVER, this::handOver))
                .with("Raising alerts", alertWork)
                .every(ACCOUNTS, "Looking for accounts that fail", term -> lookForFailures(term))
                .every(ACCOUNTS, "Looking for agents that could not be updated", term -> lookForFailedUpdates(term));
    }

    private Future<?> lookForFailures(Leadership term) {
        return bus.request(Accounts.FAILURES, new Accounts.FindFailures(ACCOUNT_FAILED.toMillis())).onSuccess(found -> {
            if (term.isHeld()) {
                fleet.setFailures(found.servers());
            }
        });
    }

    private Future<?> lookForFailedUpdates(Leadership term) {
        return bus.request(Rollouts.FAILURES, new Rollouts.FindFailures()).onSuccess(found -> {
            if (term.isHeld()) {
                fleet.setUpdateFailures(found.failures());
            }
        });
    }

    /** Storing history and summing hours up. */
    private final class HistoryWork implements LeaderWork {

        @Override
        public Future<?> begin(Leadership term) {
            history.beginTerm();
            hours.resume();
            alerts.look();
            fleet.all().forEach(monitor -> finishHours(monitor.id(), monitor.lastSeen()));
            return Future.succeededFuture();
        }

        @Override
        public void end() {
            fleet.setAlerting(false);
            fleet.forgetFailures();
            hours.stop();
            leaveStoring();
        }
    }

    private void leaveStoring() {
        store.clear();
        seen.clear();
        alerts.leaveStoring();
    }

    private Future<?> restore() {
        var known = bus.request(Telemetry.LOAD_SEEN, new Telemetry.FindSeen());
        return Future.all(known, raised.load()).onSuccess(both -> fleet.restore(known.result().seen(), List.of()));
    }

    /** Whoever led may have ended within an hour, or before the last one was summed up. */
    private void finishHours(String serverId, Instant lastSeen) {
        if (lastSeen == null) {
            return;
        }
        long now = TimeBuckets.chunk(Resolution.MINUTES, time.instant().getEpochSecond());
        for (Instant around : List.of(lastSeen.minus(ROLLING), lastSeen)) {
            long hour = TimeBuckets.chunk(Resolution.MINUTES, around.getEpochSecond());
            if (hour < now) {
                hours.roll(serverId, hour);
            }
        }
    }

    private Future<?> listen() {
        return Future.join(List.of(bus.answerLater(Telemetry.REPORT, this::report),
                bus.answerLater(Telemetry.LINKED, link -> fleetUpdater.linked(link, self).map(heard -> {
                    eventPublisher.add(link);
                    return Done.DONE;
                })), bus.answerLater(Telemetry.UNLINKED, link -> fleetUpdater.unlinked(link).map(heard -> {
                    eventPublisher.add(link);
                    return Done.DONE;
                })), bus.answer(Telemetry.LINKS.of(self.id()), eventPublisher::find),
                bus.answerLater(Telemetry.SERIES,
                        asked -> servers.require(asked.serverId())
                                .compose(there -> series.read(asked, time.instant()))),
                bus.answerLater(Telemetry.STATES,
                        asked -> Future.succeededFuture(new States(fleet.states(asked.serverIds())))),
                bus.listen(Servers.CHANGED, servers::changed).begun(),
                bus.listen(Telemetry.FLEET_EVENTS, peerSync::receive).begun(),
                bus.listen(Alerts.CHANGED, raised::hear).begun(),
                bus.listen(Alerts.PORTAL_CONDITION, portalAlerts::take).begun(),
                bus.listen(Certificates.SHOWN, fleet::shown).begun(),
                bus.listen(Nodes.CHANGED, peerSync::changed).begun()));
    }

    private Future<Done> report(Report report) {
        return fleetUpdater.reported(report, self).map(heard -> {
            meters.frame();
            eventPublisher.add(report);
            return Done.DONE;
        });
    }

    private Future<Done> handOver(HandOver request) {
        return servers.require(request.serverId())
                .compose(there -> backfillBuffer.take(request, time.instant()))
                .map(Done.DONE);
    }

    private void probed(Probed outcome) {
        meters.probe(outcome.answers());
        fleetUpdater.probed(outcome);
        eventPublisher.add(outcome);
    }

    /** It has no history with which that would be stored. */
    private void answered(String serverId) {
        if (leaderScope.isHeld()) {
            keepSeen(serverId);
        }
    }

    private void keepSeen(String serverId) {
        fleet.find(serverId).map(ServerMonitor::seen).ifPresent(last -> seen.put(serverId, last));
    }

    private void forget(String serverId) {
        history.forget(serverId);
        seen.remove(serverId);
    }

    private void flush() {
        if (leaderScope.isHeld()) {
            history.flushNext(time.instant().getEpochSecond());
        } else {
            history.forgetNext(peerSync.storedTo());
        }
    }

    /** Events may be lost. */
    private void resynchronise() {
        servers.refresh();
        bus.request(Nodes.LIST, new Nodes.FindAll()).onSuccess(nodes -> peerSync.members(nodes.nodes()));
        if (!leaderScope.isHeld()) {
            raised.load();
        }
    }

    private void tick() {
        fleet.setAlerting(alertWork.isReady());
        Tick tick = fleet.tick();
        if (alertWork.isReady()) {
            portalAlerts.apply();
        }
        if (fleet.hasPaused()) {
            history.doubt(time.instant().getEpochSecond());
        }
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
        eventPublisher.send();
        if (leaderScope.isHeld()) {
            history.flushAll();
        } else {
            leaveStoring();
        }
        return Future
                .join(store.drain(LAST_WORDS), seen.drain(LAST_WORDS), alerts.drain(LAST_ALERTS),
                        prober.stop(LAST_ALERTS), certificateProber.stop(LAST_ALERTS))
                .eventually(() -> leaderScope.stop(LAST_ALERTS))
                .onComplete(ended -> codec.close());
    }
}
