package io.ftpcluster.master.telemetry;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.cluster.Membership;
import io.ftpcluster.master.cluster.MembershipVerticle;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.leadership.Leadership;
import io.ftpcluster.master.persistence.PersistenceVerticle;
import io.ftpcluster.master.persistence.sql.Database;
import io.ftpcluster.master.secrets.Fernet;
import io.ftpcluster.master.telemetry.links.TelemetryFixtures;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Messages;
import io.ftpcluster.messages.Nodes.Node;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.messages.Telemetry.FindSeries;
import io.ftpcluster.messages.Telemetry.Point;
import io.ftpcluster.messages.Telemetry.Report;
import io.ftpcluster.messages.Telemetry.Series;
import io.ftpcluster.messages.Telemetry.State;
import io.ftpcluster.messages.Telemetry;
import io.ftpcluster.testing.Actors;
import io.ftpcluster.testing.ManualTime;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Telemetry with a real database, by a clock that the test moves; it can be stopped and started again. */
final class TelemetryStack implements AutoCloseable {

    static final Actor ROOT = Actors.admin("0", "root", "192.0.2.1");
    private static final Config.Database DEFAULT = new Config.Database(Optional.empty(), Optional.empty(),
            Optional.empty());
    private static final Secret KEY = new Secret("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");

    final ManualTime time = new ManualTime(Instant.parse("2026-03-01T12:00:00Z"));
    final Vertx vertx = Vertx.vertx();
    final Bus bus = new Bus(vertx, Messages.addresses(), Messages.topics());
    final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Config.Telemetry config;
    private final Database database;
    private String deployment;
    private boolean running;

    TelemetryStack(Path dir, Config.Telemetry config) throws TimeoutException {
        this.config = config;
        this.database = Database.prepare(DEFAULT, dir).open(vertx, false);
        vertx.deployVerticle(() -> new PersistenceVerticle(bus, database, new Fernet(KEY), time),
                new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD)).await(30, TimeUnit.SECONDS);
        Node self = new Node("w", "west", "0.1", "", Instant.EPOCH, true);
        vertx.deployVerticle(new MembershipVerticle(bus, Membership.alone(self))).await(30, TimeUnit.SECONDS);
        start();
    }

    void start() throws TimeoutException {
        deployment = vertx
                .deployVerticle(new TelemetryVerticle(bus, config, Leadership.when(() -> true),
                        Leadership.when(() -> true), metrics, time, time))
                .await(30, TimeUnit.SECONDS);
        running = true;
    }

    void stop() throws TimeoutException {
        running = false;
        vertx.undeploy(deployment).await(30, TimeUnit.SECONDS);
    }

    <Q extends Record, R> R ask(Address<Q, R> address, Q request) throws TimeoutException {
        return bus.request(address, request).await(30, TimeUnit.SECONDS);
    }

    /** Returns its id. */
    String register(String alias) throws TimeoutException {
        return ask(Servers.INSERT, new Servers.Insert(ROOT, TelemetryFixtures.settings(alias))).id();
    }

    void report(String id, double memory, int sessions) throws TimeoutException {
        ask(Telemetry.REPORT, new Report(id, TelemetryFixtures.sample(time.instant(), 5, memory, 40, sessions)));
    }

    /** Once each interval, the memory that counts from 0 up. */
    void reportFor(String id, Duration span, Duration interval) throws TimeoutException {
        long count = span.dividedBy(interval);
        for (long i = 0; i < count; i++) {
            report(id, (double) (i % 100), 1);
            time.pass(interval);
        }
    }

    State state(String id) throws TimeoutException {
        return ask(Telemetry.STATES, new Telemetry.FindStates(Set.of(id))).states().getFirst();
    }

    List<Point> series(String id, Duration back, int step) throws TimeoutException {
        return all(id, back, step).points();
    }

    Series all(String id, Duration back, int step) throws TimeoutException {
        Instant now = time.instant();
        return ask(Telemetry.SERIES, new FindSeries(id, now.minus(back), now.plusSeconds(1), step));
    }

    @Override
    public void close() throws TimeoutException {
        if (running) {
            stop();
        }
        database.close().await(30, TimeUnit.SECONDS);
        vertx.close().await(30, TimeUnit.SECONDS);
    }
}
