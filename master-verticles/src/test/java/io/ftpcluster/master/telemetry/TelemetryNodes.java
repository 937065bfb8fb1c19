package io.ftpcluster.master.telemetry;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.BusSettings;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.cluster.Clustering;
import io.ftpcluster.master.cluster.DatabaseFact;
import io.ftpcluster.master.cluster.MembershipVerticle;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.persistence.Database;
import io.ftpcluster.master.persistence.PersistenceVerticle;
import io.ftpcluster.master.secrets.Fernet;
import io.ftpcluster.messages.Messages;
import io.ftpcluster.messages.Nodes;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.messages.Telemetry;
import io.ftpcluster.messages.Telemetry.FindSeries;
import io.ftpcluster.messages.Telemetry.Point;
import io.ftpcluster.messages.Telemetry.Report;
import io.ftpcluster.messages.Telemetry.State;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.ftpcluster.testing.FreePorts;
import io.ftpcluster.testing.ManualTime;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
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
import java.util.function.BooleanSupplier;

/** Some masters in one cluster, by a clock that the test moves: the first one owns the database, and one leads. */
final class TelemetryNodes implements AutoCloseable {

    private static final int MOST = 3;
    private static final int PATIENCE_SECONDS = 30;
    private static final Secret KEY = new Secret("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    private static final Config.Database DATABASE = new Config.Database(Optional.empty(), Optional.empty(), Optional
            .empty());

    final ManualTime time = new ManualTime(Instant.parse("2026-03-01T12:00:00Z"));
    final AtomicInteger leader = new AtomicInteger();
    final List<One> nodes = new ArrayList<>();
    private final List<Integer> ports;

    TelemetryNodes() throws IOException {
        ports = FreePorts.some(2 * MOST);
    }

    /** One of them, named n0, n1 and so on. */
    final class One {
        final int number;
        final Vertx vertx;
        final Bus bus;
        final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        private final AtomicInteger agentsPort = new AtomicInteger();
        private final Clustering clustering;
        private Database database;
        private String telemetry;
        private boolean gone;

        One(int number) throws TimeoutException {
            this.number = number;
            List<String> members = ports.subList(0, MOST).stream().map(port -> "127.0.0.1:" + port).toList();
            boolean owner = number == 0;
            clustering = Clustering.join(new Config.Cluster("127.0.0.1", ports.get(number), ports.get(MOST + number),
                    members), new Clustering.SharedKeys(KEY, KEY), "n" + number, "0.1",
                    new DatabaseFact(owner
                            ? DatabaseFact.Kind.OWNED
                            : DatabaseFact.Kind.ELSEWHERE, ""));
            vertx = clustering.vertx(Vertx.builder(), new VertxOptions()).await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            bus = new Bus(vertx, Messages.addresses(), Messages.topics(), new BusSettings(owner
                    ? BusSettings.Database.OWNER
                    : BusSettings.Database.ELSEWHERE));
            vertx.deployVerticle(new MembershipVerticle(bus, clustering.membership())).await(PATIENCE_SECONDS,
                    TimeUnit.SECONDS);
        }

        void serveDatabase(Path dir) throws TimeoutException {
            database = Database.prepare(DATABASE, dir).open(vertx, false);
            vertx.deployVerticle(() -> new PersistenceVerticle(bus, database, new Fernet(KEY), time),
                    new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD)).await(PATIENCE_SECONDS,
                            TimeUnit.SECONDS);
        }

        void startTelemetry() throws TimeoutException {
            BooleanSupplier leads = () -> leader.get() == number;
            telemetry = vertx.deployVerticle(new TelemetryVerticle(bus, Config.Telemetry.DEFAULT, leads, metrics, time,
                    time)).await(PATIENCE_SECONDS, TimeUnit.SECONDS);
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
                vertx.close().await(PATIENCE_SECONDS, TimeUnit.SECONDS);
                clustering.close();
            }
        }

        String id() throws TimeoutException {
            return ask(Nodes.LIST, new Nodes.FindAll()).nodes().stream().filter(Nodes.Node::self).findFirst()
                    .orElseThrow().id();
        }

        <Q extends Record, R> R ask(Address<Q, R> address, Q request) throws TimeoutException {
            return bus.request(address, request).await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        /** As an agent that is linked to it. */
        void report(String server, double memory) throws TimeoutException {
            ask(Telemetry.REPORT, new Report(server, Words.sample(time.instant(), memory, 40)));
        }

        void link(String server, String link, long order) throws TimeoutException {
            ask(Telemetry.LINKED, Words.linked(server, link, order));
        }

        State state(String server) throws TimeoutException {
            return ask(Telemetry.STATES, new Telemetry.FindStates(Set.of(server))).states().getFirst();
        }

        List<Point> series(String server, Duration back, int step) throws TimeoutException {
            Instant now = time.instant();
            return ask(Telemetry.SERIES, new FindSeries(server, now.minus(back), now.plusSeconds(1), step)).points();
        }

        /** How the server stands, as soon as it is so; else how it stands after some seconds. */
        String stands(String server, String expected) throws Exception {
            String is = "";
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (!is.equals(expected) && System.nanoTime() < end) {
                State state = state(server);
                is = state.condition() + " " + state.node() + " " + (state.latest() == null
                        ? null
                        : state.latest().memPercent()) + " " + state.alerts();
                await();
            }
            return is;
        }

        /** Until it knows that the server's newest link is that node's. */
        void awaitLink(String server, String node) throws Exception {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (!node.equals(state(server).node())) {
                if (System.nanoTime() - end > 0) {
                    throw new TimeoutException("Link of " + node);
                }
                await();
            }
        }

        /** A moment of its event loop. */
        void await() throws TimeoutException {
            vertx.timer(20, TimeUnit.MILLISECONDS).await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** With telemetry. */
    One start(Path dir) throws Exception {
        One node = new One(nodes.size());
        nodes.add(node);
        if (node.number == 0) {
            node.serveDatabase(dir);
        }
        awaitMembers();
        node.startTelemetry();
        return node;
    }

    private void awaitMembers() throws Exception {
        for (One node : nodes) {
            while (!node.gone && node.ask(Nodes.LIST, new Nodes.FindAll()).nodes().size() < nodes.stream().filter(
                    one -> !one.gone).count()) {
                node.await();
            }
        }
    }

    /** Registers a server, which all nodes know at once. Returns its id. */
    String register(String alias) throws Exception {
        String id = nodes.getFirst().ask(Servers.INSERT, new Servers.Insert(TelemetryStack.ROOT, Words.settings(
                alias))).id();
        nodes.getFirst().bus.publish(Servers.CHANGED, new Servers.Changed(id));
        return id;
    }

    /** The lead is this node's from now on, and all know it. */
    void lead(One node) throws Exception {
        String server = node.ask(Servers.LIST, new Servers.FindAll()).servers().getFirst().id();
        leader.set(-1);
        awaitLeader(node, server, false);
        leader.set(node.number);
        awaitLeader(node, server, true);
    }

    /** By what only the one that leads answers. What is asked while one stops listening is lost. */
    private void awaitLeader(One asking, String server, boolean expected) throws Exception {
        var address = Telemetry.HAND_OVER.within(Duration.ofMillis(500));
        boolean there = !expected;
        while (there != expected) {
            try {
                asking.ask(address, new Telemetry.HandOver(server, List.of()));
                there = true;
            } catch (FailureException nobody) {
                there = nobody.failure().code() != FailureCode.UNAVAILABLE && !expected;
            }
            asking.await();
        }
    }

    @Override
    public void close() throws TimeoutException {
        for (One node : nodes.reversed()) {
            node.close();
        }
    }
}
