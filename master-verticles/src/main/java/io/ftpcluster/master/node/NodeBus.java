package io.ftpcluster.master.node;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.BusSettings;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.bus.SlowLog;
import io.ftpcluster.master.cluster.Clustering;
import io.ftpcluster.master.cluster.DatabaseInfo;
import io.ftpcluster.master.cluster.Membership;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.http.connections.Admission;
import io.ftpcluster.master.http.connections.ConnectionLimits;
import io.ftpcluster.master.http.connections.Connections;
import io.ftpcluster.master.http.security.ClientAddress;
import io.ftpcluster.master.secrets.Fernet;
import io.ftpcluster.master.secrets.SecretKeys;
import io.ftpcluster.master.tracing.OtlpTracing;
import io.ftpcluster.master.tracing.Tracing;
import io.ftpcluster.messages.Messages;
import io.ftpcluster.messages.Nodes.Node;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.transport.Transport;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * What all parts of this node stand on: Vert.x, the bus, and who else is there; of a node that is alone or of a member.
 *
 * @param closes in the order in which they are to be done, the last of all
 */
record NodeBus(Vertx vertx, Bus bus, Membership membership, List<Runnable> closes) {

    private static final int STEP_SECONDS = 30;
    /** In which it is looked at who takes too long. */
    private static final int LOOK_MILLIS = 500;

    /** Joins the cluster if there is to be one; blocking. Fails UNAVAILABLE with one line for people. */
    static NodeBus start(Config config, Clustering.SharedKeys keys, DatabaseInfo database,
            PrometheusMeterRegistry metrics) throws TimeoutException {
        Optional<Tracing> tracing = config.logging()
                .traces()
                .map(traces -> OtlpTracing.start(traces, config.nodeName(), Version.text(),
                        request -> ClientAddress.isFromProxy(request, config.http().edge().trustedProxies())));
        Connections connections = new Connections(ConnectionLimits.of(config.http()),
                config.http().edge().trustedProxies(), metrics);
        Admission admission = new Admission(connections);
        VertxBuilder builder = builder(metrics);
        tracing.map(Tracing::factory).ifPresent(builder::withTracer);
        NodeBus node = null;
        try {
            node = config.cluster().isPresent()
                    ? join(config, keys, database, builder, admission)
                    : alone(config, builder, admission);
        } finally {
            if (node == null) {
                tracing.ifPresent(Tracing::close);
            }
        }
        node.vertx().setPeriodic(LOOK_MILLIS, id -> connections.look());
        return tracing.isEmpty() ? node : node.closingAtLast(tracing.get()::close);
    }

    private NodeBus closingAtLast(Runnable last) {
        return new NodeBus(vertx, bus, membership, Stream.concat(closes.stream(), Stream.of(last)).toList());
    }

    private static NodeBus alone(Config config, VertxBuilder builder, Admission admission) {
        Vertx vertx = builder.with(options()).withTransport(admission.at(transport())).build();
        Node self = new Node(UUID.randomUUID().toString(), config.nodeName(), Version.text(), "", Instant.now(), true);
        return new NodeBus(vertx,
                new Bus(vertx, Messages.addresses(), Messages.topics(), BusSettings.ALONE, slowLog(config)),
                Membership.alone(self), List.of(() -> await(vertx)));
    }

    private static NodeBus join(Config config, Clustering.SharedKeys keys, DatabaseInfo database, VertxBuilder builder,
            Admission admission) throws TimeoutException {
        Clustering clustering = Clustering.join(config.cluster().orElseThrow(), keys, config.nodeName(), Version.text(),
                database);
        Vertx vertx = null;
        try {
            vertx = clustering.vertx(builder, options(), admission::at).await(STEP_SECONDS, TimeUnit.SECONDS);
        } finally {
            if (vertx == null) {
                clustering.close();
            }
        }
        Vertx made = vertx;
        BusSettings settings = new BusSettings(switch (database.kind()) {
            case SHARED -> BusSettings.Database.HERE;
            case OWNED -> BusSettings.Database.OWNER;
            case ELSEWHERE -> BusSettings.Database.ELSEWHERE;
        });
        return new NodeBus(made, new Bus(made, Messages.addresses(), Messages.topics(), settings, slowLog(config)),
                clustering.membership(), List.of(() -> await(made), clustering::close));
    }

    private static SlowLog slowLog(Config config) {
        return new SlowLog(config.logging().slow());
    }

    private static void await(Vertx vertx) {
        try {
            vertx.close().await(STEP_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("Vert.x did not close within " + STEP_SECONDS + " s", e);
        }
    }

    /** The one that Vert.x would choose itself. */
    private static Transport transport() {
        Transport own = Transport.nativeTransport();
        return own != null && own.available() ? own : Transport.NIO;
    }

    private static VertxBuilder builder(PrometheusMeterRegistry metrics) {
        return Vertx.builder().withMetrics(new MicrometerMetricsFactory(metrics));
    }

    private static VertxOptions options() {
        MicrometerMetricsOptions metrics = new MicrometerMetricsOptions().setEnabled(true).setJvmMetricsEnabled(true);
        // Files of the class path are read where they are needed; Vert.x would make a temporary folder to unpack them into.
        FileSystemOptions files = new FileSystemOptions().setClassPathResolvingEnabled(false)
                .setFileCachingEnabled(false);
        // The warning of a blocked event loop says where it stood: without that it can't be told from a starved machine.
        return new VertxOptions().setMetricsOptions(metrics)
                .setPreferNativeTransport(true)
                .setFileSystemOptions(files)
                .setWarningExceptionTime(VertxOptions.DEFAULT_MAX_EVENT_LOOP_EXECUTE_TIME)
                .setWarningExceptionTimeUnit(VertxOptions.DEFAULT_MAX_EVENT_LOOP_EXECUTE_TIME_UNIT);
    }

    /** @param fernetKeys one or more keys separated by commas, the newest first */
    static Clustering.SharedKeys shared(SecretKeys secretKeys, Secret fernetKeys) {
        return new Clustering.SharedKeys(secretKeys.all(), Fernet.split(fernetKeys), null);
    }
}
