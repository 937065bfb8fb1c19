package io.ftpcluster.master.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceFactory;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.config.Config.Cluster;
import io.ftpcluster.master.config.Config.Published;
import io.ftpcluster.master.config.HostPort;
import io.ftpcluster.master.config.Network;
import io.netty.util.NetUtil;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.transport.Transport;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** This node's place in a cluster. Closing leaves it, after Vert.x has been closed. */
public final class Clustering implements AutoCloseable {

    /** How names of maps begin whose entries vanish 5 min after they were written; at most 100,000 of each and node. */
    public static final String BRIEF_MAPS = "ftpcluster.brief.";
    /** Another node that doesn't even answer a ping for twice as long gets no more messages. */
    private static final Duration BUS_PING = Duration.ofSeconds(4);
    /** What is to be sent waits for an attempt to connect, and after a cut each new one is sooner than the kernel's next try. */
    private static final Duration BUS_CONNECT = Duration.ofSeconds(3);

    private final HazelcastInstance hazelcast;
    private final HazelcastMembership membership;
    private final Cluster cluster;
    private final Identity identity;

    private Clustering(HazelcastInstance hazelcast, Cluster cluster, Identity identity) {
        this.hazelcast = hazelcast;
        this.membership = new HazelcastMembership(hazelcast.getCluster());
        this.cluster = cluster;
        this.identity = identity;
    }

    /**
     * The keys that all nodes must share.
     *
     * @param secretKeys the newest first, which this node shows to others; whoever shows an older one is let in too
     * @param fernetKeys likewise; the newest encrypts
     * @param clusterName what the cluster is called; null: it is made of the newest keys
     */
    public record SharedKeys(List<Secret> secretKeys, List<Secret> fernetKeys, String clusterName) {
        public SharedKeys {
            secretKeys = List.copyOf(secretKeys);
            fernetKeys = List.copyOf(fernetKeys);
        }

        public SharedKeys(Secret secretKey, Secret fernetKey) {
            this(List.of(secretKey), List.of(fernetKey), null);
        }

        Secret secretKey() {
            return secretKeys.getFirst();
        }

        Secret newestFernetKey() {
            return fernetKeys.getFirst();
        }

        /** What a cluster with these keys is called unless it has a name already. */
        public String usualName() {
            return Identity.of(secretKey(), newestFernetKey()).clusterName();
        }

        /** As they are, in a cluster that keeps its name when its keys are replaced. */
        public SharedKeys inCluster(String name) {
            return new SharedKeys(secretKeys, fernetKeys, name);
        }
    }

    /**
     * Joins the members that can be reached, or waits for others as the first; blocking, at most some seconds. Fails
     * UNAVAILABLE with one line for people when it was refused or doesn't fit, INVALID when it can't listen.
     */
    public static Clustering join(Cluster cluster, SharedKeys keys, String name, String version,
            DatabaseInfo database) {
        Cluster bound = bound(cluster);
        ListenCheck.require(bound.host(), bound.port());
        Identity identity = Identity.of(keys);
        Config config = HazelcastSettings.of(bound, identity);
        config.setInstanceName(name + " " + UUID.randomUUID());
        MemberInfo facts = new MemberInfo(UUID.randomUUID().toString(), name, version, Identity.FORMAT, Instant.now(),
                database);
        facts.attributes().forEach(config.getMemberAttributeConfig()::setAttribute);
        MemberHandshakes handshakes = new MemberHandshakes(new RejectionLog(System::nanoTime));
        try (JoinLog log = new JoinLog()) {
            HazelcastInstance hazelcast = start(config, bound, identity, handshakes);
            boolean fits = false;
            try {
                checkThatItFits(hazelcast, facts, handshakes);
                fits = true;
                return new Clustering(hazelcast, bound, identity);
            } finally {
                if (!fits) {
                    log.silence();
                    hazelcast.getLifecycleService().terminate();
                }
            }
        }
    }

    /** @param cluster with addresses in digits */
    static HazelcastInstance start(Config config, Cluster cluster, Identity identity, MemberHandshakes handshakes) {
        try {
            return HazelcastInstanceFactory.newHazelcastInstance(config, config.getInstanceName(),
                    new MemberContext(cluster, identity, handshakes));
        } catch (HazelcastException | IllegalStateException e) {
            throw refused("Can't take part in the cluster as " + HostPort.text(cluster.host(), cluster.port()) + ": "
                    + e.getMessage()).causedBy(e);
        }
    }

    /** By its numbers, which are what a socket is bound to and what members compare. */
    private static Cluster bound(Cluster cluster) {
        Published published = cluster.published();
        Optional<String> publicHost = published.host().map(host -> inDigits("FTPCLUSTER_CLUSTER_PUBLIC_HOST", host));
        String host = inDigits("FTPCLUSTER_CLUSTER_HOST", cluster.host());
        // In digits it was refused before this; a name may mean it too.
        if (publicHost.isEmpty() && Network.address(host).filter(InetAddress::isAnyLocalAddress).isPresent()) {
            throw Failure.of(FailureCode.INVALID, "FTPCLUSTER_CLUSTER_HOST: " + cluster.host()
                    + " means all addresses of"
                    + " this machine. Set FTPCLUSTER_CLUSTER_PUBLIC_HOST to the one by which the other nodes reach it.")
                    .exception();
        }
        return new Cluster(host, cluster.port(), cluster.busPort(), cluster.members(),
                new Published(publicHost, published.port(), published.busPort()));
    }

    private static String inDigits(String setting, String host) {
        try {
            return NetUtil.toAddressString(InetAddress.getByName(host));
        } catch (UnknownHostException e) {
            throw Failure.of(FailureCode.INVALID, setting + ": the host " + host + " is not known").causedBy(e);
        }
    }

    private static void checkThatItFits(HazelcastInstance hazelcast, MemberInfo own, MemberHandshakes handshakes) {
        Set<Member> members = hazelcast.getCluster().getMembers();
        if (members.size() == 1 && handshakes.haveMetOtherKeys()) {
            throw refused("The cluster refused this node: its keys differ. Give all nodes the same SECRET_KEY and"
                    + " FERNET_KEY.").exception();
        }
        for (Member member : members) {
            MemberInfo other = MemberInfo.of(member)
                    .orElseThrow(() -> refused("The member at " + member.getAddress() + " is not a node of this kind.")
                            .exception());
            String conflict = member.localMember() ? null : own.conflictWith(other);
            if (conflict != null) {
                throw refused("This node can't join the cluster. " + conflict).exception();
            }
        }
    }

    private static Failure refused(String why) {
        return Failure.of(FailureCode.UNAVAILABLE, why);
    }

    /** Vert.x with a bus that reaches all members. Fails when the bus can't listen. */
    public Future<Vertx> vertx(VertxBuilder builder, VertxOptions options) {
        return vertx(builder, options, UnaryOperator.identity());
    }

    /** @param way what else stands between Vert.x and the network */
    public Future<Vertx> vertx(VertxBuilder builder, VertxOptions options, UnaryOperator<Transport> way) {
        NodeCertificate certificate = NodeCertificate.of(identity.busKey());
        PemTrustOptions trusted = new PemTrustOptions();
        identity.accepted()
                .stream()
                .map(Identity::busKey)
                .map(NodeCertificate::of)
                .forEach(each -> each.addTo(trusted));
        EventBusOptions bus = new EventBusOptions().setSsl(true)
                .setKeyCertOptions(certificate.identity())
                .setTrustOptions(trusted)
                .setClientAuth(ClientAuth.REQUIRED)
                .setHost(cluster.host())
                .setPort(cluster.busPort())
                .setConnectTimeout((int) BUS_CONNECT.toMillis())
                .setClusterPingInterval(BUS_PING.toMillis())
                .setClusterPingReplyInterval(BUS_PING.toMillis());
        cluster.published().host().ifPresent(bus::setClusterPublicHost);
        cluster.published().busPort().ifPresent(bus::setClusterPublicPort);
        HandshakeLogger door = new HandshakeLogger(new RejectionLog(System::nanoTime));
        return builder.with(options.setEventBusOptions(bus))
                .withClusterManager(new HazelcastClusterManager(hazelcast))
                .withTransport(way.apply(BusTransport.with(options.getPreferNativeTransport(), door)))
                .buildClustered()
                .recover(
                        cause -> Future
                                .failedFuture(Failure
                                        .of(FailureCode.UNAVAILABLE,
                                                "The event bus can't listen on " + cluster.host() + " port "
                                                        + cluster.busPort() + ": " + cause.getMessage())
                                        .causedBy(cause)));
    }

    public Membership membership() {
        return membership;
    }

    /** Hands over what it keeps for the others; blocking, 10 s at most. */
    @Override
    public void close() {
        hazelcast.shutdown();
    }
}
