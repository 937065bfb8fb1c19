package io.ftpcluster.master.node;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.audit.AuditStream;
import io.ftpcluster.master.cluster.Clustering;
import io.ftpcluster.master.cluster.DatabaseInfo;
import io.ftpcluster.master.cluster.MembershipVerticle;
import io.ftpcluster.master.cluster.NodeReportVerticle;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.leadership.Leadership;
import io.ftpcluster.master.leadership.Leaderships;
import io.ftpcluster.master.leadership.LeaseVerticle;
import io.ftpcluster.master.persistence.PersistenceVerticle;
import io.ftpcluster.master.persistence.sql.Database;
import io.ftpcluster.master.persistence.sql.PreparedDatabase;
import io.ftpcluster.master.secrets.SecretBox;
import io.ftpcluster.messages.Audit;
import io.ftpcluster.messages.Health;
import io.ftpcluster.messages.Nodes.Node;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all other parts stand on: the bus, the members, the database where this node has one, and the leases by which one
 * node does what only one may do.
 *
 * @param self this node, as the others see it
 * @param leaderships by the leases' names
 * @param database what and where it is, for people
 */
record NodeBootstrap(Vertx vertx, Bus bus, Node self, Leaderships leaderships, String database) {

    private static final Logger LOG = LoggerFactory.getLogger(NodeBootstrap.class);
    /** The lease by which one node stores history, raises alerts and cleans up. */
    private static final String TIMED_WORK = "timed-work";
    private static final Duration OWNER_PATIENCE = Duration.ofMinutes(10);

    /** Blocking. Fails with one line for people; what was started until then is in {@code parts}. */
    static NodeBootstrap start(Config config, Clustering.SharedKeys keys, SecretBox box,
            PrometheusMeterRegistry metrics, ComponentStack parts) throws TimeoutException {
        Optional<PreparedDatabase> database = prepare(config, parts);
        DatabaseInfo fact = fact(database);
        NodeBus node = NodeBus.start(config, named(keys, database, config), fact, metrics);
        node.closes().reversed().forEach(close -> parts.stopLast(() -> {
            close.run();
            return Future.succeededFuture();
        }));
        parts.deployOn(node.vertx());
        parts.deploy(() -> new MembershipVerticle(node.bus(), node.membership()), new DeploymentOptions());
        boolean clustered = config.cluster().isPresent();
        boolean shared = clustered && fact.kind() == DatabaseInfo.Kind.SHARED;
        Node self = node.membership().self();
        LeaseVerticle leases = new LeaseVerticle(node.vertx(), node.bus(), self.id());
        // Who has the file does its work: while its node is away, nobody could.
        Leaderships leaderships = shared ? leases : Leaderships.when(database::isPresent);
        Leadership timedWork = leaderships.of(TIMED_WORK);
        if (database.isPresent()) {
            open(node, database.get(), shared, parts, box, timedWork, config.database().auditKept(),
                    auditStream(config, metrics, parts));
        } else {
            awaitOwner(node.vertx(), node.bus());
        }
        if (shared) {
            parts.deploy(() -> leases, new DeploymentOptions());
            parts.deploy(() -> new NodeReportVerticle(node.bus(), self), ComponentStack.onVirtualThreads());
        }
        return new NodeBootstrap(node.vertx(), node.bus(), self, leaderships, text(fact, clustered));
    }

    /** For the cluster's timed work. */
    Leadership timedWork() {
        return leaderships.of(TIMED_WORK);
    }

    private static Optional<PreparedDatabase> prepare(Config config, ComponentStack parts) {
        if (config.database().isElsewhere()) {
            return Optional.empty();
        }
        PreparedDatabase prepared = Database.prepare(config.database(), config.dataDir());
        // Until it is open; closing it twice does no harm.
        parts.stopLast(() -> {
            prepared.close();
            return Future.succeededFuture();
        });
        return Optional.of(prepared);
    }

    /** Nothing can be answered without the node that owns the database, which may be starting too. */
    private static void awaitOwner(Vertx vertx, Bus bus) throws TimeoutException {
        long begin = System.nanoTime();
        for (boolean told = false;; told = true) {
            try {
                ComponentStack.await(bus.request(Health.DATABASE, new Health.Ping()));
                return;
            } catch (FailureException e) {
                if (System.nanoTime() - begin > OWNER_PATIENCE.toNanos()) {
                    throw Failure
                            .of(FailureCode.UNAVAILABLE,
                                    "No node that owns the database was there within " + OWNER_PATIENCE.toMinutes()
                                            + " minutes.")
                            .causedBy(e);
                }
                if (!told) {
                    LOG.warn("Waiting for the node that owns the database, {} minutes at most",
                            OWNER_PATIENCE.toMinutes());
                }
            }
            ComponentStack.await(vertx.timer(1, TimeUnit.SECONDS));
        }
    }

    /** Where all nodes have one database, it keeps the cluster's name, so that keys can be replaced node by node. */
    private static Clustering.SharedKeys named(Clustering.SharedKeys keys, Optional<PreparedDatabase> database,
            Config config) {
        return database.filter(prepared -> prepared.isServer() && config.cluster().isPresent())
                .map(prepared -> keys.inCluster(prepared.clusterName(keys.usualName())))
                .orElse(keys);
    }

    private static DatabaseInfo fact(Optional<PreparedDatabase> database) {
        return database
                .map(prepared -> prepared.isServer()
                        ? new DatabaseInfo(DatabaseInfo.Kind.SHARED, prepared.id())
                        : new DatabaseInfo(DatabaseInfo.Kind.OWNED, ""))
                .orElse(new DatabaseInfo(DatabaseInfo.Kind.ELSEWHERE, ""));
    }

    private static String text(DatabaseInfo fact, boolean clustered) {
        return switch (fact.kind()) {
            case SHARED -> "PostgreSQL";
            case OWNED -> clustered ? "SQLite on this node" : "SQLite";
            case ELSEWHERE -> "SQLite on another node";
        };
    }

    /** Ends when all that could tell it something has. */
    private static Consumer<Audit.Stored> auditStream(Config config, PrometheusMeterRegistry metrics,
            ComponentStack parts) {
        if (config.logging().auditLog().isEmpty()) {
            return event -> {};
        }
        AuditStream stream = AuditStream.open(config.logging().auditLog().get(), config.nodeName(), metrics);
        parts.stopLast(() -> {
            stream.close();
            return Future.succeededFuture();
        });
        return stream::add;
    }

    private static void open(NodeBus node, PreparedDatabase prepared, boolean shared, ComponentStack parts,
            SecretBox box, Leadership leadership, Duration auditKept, Consumer<Audit.Stored> auditListener)
            throws TimeoutException {
        Database database = prepared.open(node.vertx(), shared, node.bus().slowLog());
        parts.stopLast(database::close);
        parts.deploy(() -> new PersistenceVerticle(node.bus(), database, box, Clock.systemUTC(), leadership, auditKept,
                auditListener), ComponentStack.onVirtualThreads());
    }
}
