package io.ftpcluster.master.telemetry;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.cluster.DatabaseInfo;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.leadership.Leadership;
import io.ftpcluster.master.persistence.PersistenceVerticle;
import io.ftpcluster.master.persistence.sql.Database;
import io.ftpcluster.master.secrets.Fernet;
import io.ftpcluster.master.telemetry.links.AgentLinks;
import io.ftpcluster.master.telemetry.links.LinkPortal;
import io.ftpcluster.master.telemetry.links.TelemetryFixtures;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.messages.Telemetry.FindSeries;
import io.ftpcluster.messages.Telemetry.Point;
import io.ftpcluster.messages.Telemetry.Report;
import io.ftpcluster.messages.Telemetry.State;
import io.ftpcluster.messages.Telemetry;
import io.ftpcluster.testing.Eventually;
import io.ftpcluster.testing.ManualTime;
import io.ftpcluster.testing.TestCluster.Member;
import io.ftpcluster.testing.TestCluster;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Telemetry on some masters of one cluster, by a clock that the test moves: the first one owns the database, and one
 * leads.
 */
final class TelemetryNodes implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 30;
    private static final Secret KEY = new Secret("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    private static final Config.Database DATABASE = new Config.Database(Optional.empty(), Optional.empty(),
            Optional.empty());

    final ManualTime time = new ManualTime(Instant.parse("2026-03-01T12:00:00Z"));
    final AtomicInteger leader = new AtomicInteger();
    /** Which one probes servers. */
    final AtomicInteger prober = new AtomicInteger();
    final List<One> nodes = new ArrayList<>();
    private final TestCluster cluster = new TestCluster();

    /** One of them, named n0, n1 and so on. */
    final class One {
        final int number;
        final Vertx vertx;
        final Bus bus;
        final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        private final AtomicInteger agentsPort = new AtomicInteger();
        private final Member member;
        private Database database;
        private String telemetry;
        private boolean gone;

        One(int number) throws TimeoutException {
            this.number = number;
            member = cluster
                    .join(new DatabaseInfo(number == 0 ? DatabaseInfo.Kind.OWNED : DatabaseInfo.Kind.ELSEWHERE, ""));
            vertx = member.vertx();
            bus = member.bus();
        }

        void serveDatabase(Path dir) throws TimeoutException {
            database = Database.prepare(DATABASE, dir).open(vertx, false);
            vertx.deployVerticle(() -> new PersistenceVerticle(bus, database, new Fernet(KEY), time),
                    new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD))
                    .await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        void startTelemetry() throws TimeoutException {
            Leadership leads = Leadership.when(() -> leader.get() == number);
            Leadership probes = Leadership.when(() -> prober.get() == number);
            telemetry = vertx
                    .deployVerticle(
                            new TelemetryVerticle(bus, Config.Telemetry.DEFAULT, leads, probes, metrics, time, time))
                    .await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        /** Takes agents, at {@link #agentsPort}. */
        void startLinks() throws TimeoutException {
            AgentLinks links = new AgentLinks(vertx, bus, LinkPortal.PATIENT, metrics, Clock.systemUTC());
            vertx.deployVerticle(new AgentLinkVerticle(bus, links)).await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            vertx.deployVerticle(LinkPortal.http(vertx, bus, LinkPortal.PATIENT, Optional.empty(), agentsPort::set),
                    new DeploymentOptions()).await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        int agentsPort() {
            return agentsPort.get();
        }

        void stopTelemetry() throws TimeoutException {
            if (telemetry != null) {
                vertx.undeploy(telemetry).await(PATIENCE_SECONDS, TimeUnit.SECONDS);
                telemetry = null;
            }
        }

        /** As when it is killed, but that the others learn it at once: what it hasn't stored or said is lost. */
        void die() throws TimeoutException {
            leader.compareAndSet(number, -1);
            close();
        }

        private void close() throws TimeoutException {
            if (!gone) {
                gone = true;
                if (database != null) {
                    stopTelemetry();
                    database.close().await(PATIENCE_SECONDS, TimeUnit.SECONDS);
                }
                member.close();
            }
        }

        String id() {
            return member.self().id();
        }

        <Q extends Record, R> R ask(Address<Q, R> address, Q request) throws TimeoutException {
            return bus.request(address, request).await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        /** As an agent that is linked to it. */
        void report(String server, double memory) throws TimeoutException {
            ask(Telemetry.REPORT, new Report(server, TelemetryFixtures.sample(time.instant(), memory, 40)));
        }

        void link(String server, String link, long order) throws TimeoutException {
            ask(Telemetry.LINKED, TelemetryFixtures.linked(server, link, order));
        }

        State state(String server) throws TimeoutException {
            return ask(Telemetry.STATES, new Telemetry.FindStates(Set.of(server))).states().getFirst();
        }

        List<Point> series(String server, Duration back, int step) throws TimeoutException {
            Instant now = time.instant();
            return ask(Telemetry.SERIES, new FindSeries(server, now.minus(back), now.plusSeconds(1), step)).points();
        }

        /** How the server stands, as soon as it is so; else how it stands after some seconds. */
        String stands(String server, String expected) throws TimeoutException {
            AtomicReference<String> is = new AtomicReference<>();
            Eventually.holds(() -> {
                is.set(stands(server));
                return is.get().equals(expected);
            });
            return is.get();
        }

        /** Until it knows that the server's newest link is that node's. */
        void awaitLink(String server, String node) throws TimeoutException {
            Eventually.until(() -> node.equals(state(server).node()));
        }

        /** Until it knows that the server has a link, wherever. */
        void awaitLinked(String server) throws TimeoutException {
            Eventually.until(() -> state(server).node() != null);
        }

        /** A moment of its event loop. */
        void await() throws TimeoutException {
            vertx.timer(20, TimeUnit.MILLISECONDS).await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        private String stands(String server) throws TimeoutException {
            List<State> states = ask(Telemetry.STATES, new Telemetry.FindStates(Set.of(server))).states();
            if (states.isEmpty()) {
                return "not heard of yet";
            }
            State state = states.getFirst();
            return state.condition() + " " + state.node() + " "
                    + (state.latest() == null ? null : state.latest().memPercent()) + " " + state.alerts();
        }
    }

    /** With telemetry. */
    One start(Path dir) throws Exception {
        One node = new One(nodes.size());
        nodes.add(node);
        if (node.number == 0) {
            node.serveDatabase(dir);
        }
        node.startTelemetry();
        return node;
    }

    /** Registers a server, which all nodes know at once. Returns its id. */
    String register(String alias) throws Exception {
        String id = nodes.getFirst()
                .ask(Servers.INSERT, new Servers.Insert(TelemetryStack.ROOT, TelemetryFixtures.settings(alias)))
                .id();
        nodes.getFirst().bus.publish(Servers.CHANGED, new Servers.Changed(id));
        return id;
    }

    /** The lead is this node's from now on, and all know it. */
    void lead(One node) throws Exception {
        String server = node.ask(Servers.LIST, new Servers.FindAll()).servers().getFirst().id();
        leader.set(-1);
        Eventually.until(() -> !somebodyLeads(node, server, true));
        leader.set(node.number);
        Eventually.until(() -> somebodyLeads(node, server, false));
    }

    /**
     * By what only the one that leads answers.
     *
     * @param lost what it is when the question is lost, as it is while one stops listening
     */
    private static boolean somebodyLeads(One asking, String server, boolean lost) throws TimeoutException {
        try {
            asking.ask(Telemetry.HAND_OVER.within(Duration.ofMillis(500)), new Telemetry.HandOver(server, List.of()));
            return true;
        } catch (FailureException nobody) {
            return nobody.failure().code() != FailureCode.UNAVAILABLE && lost;
        }
    }

    @Override
    public void close() throws TimeoutException {
        for (One node : nodes.reversed()) {
            node.close();
        }
    }
}
