package io.ftpcluster.testing;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.BusSettings;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.cluster.Clustering;
import io.ftpcluster.master.cluster.DatabaseFact;
import io.ftpcluster.master.cluster.Membership;
import io.ftpcluster.master.cluster.MembershipVerticle;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.messages.Messages;
import io.ftpcluster.messages.Nodes.Node;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/** Real members in this JVM, each with Vert.x, the bus, and the list of members on it. */
public final class TestCluster implements AutoCloseable {

    private static final Clustering.SharedKeys KEYS = new Clustering.SharedKeys(new Secret("a secret key"), new Secret(
            "a fernet key"));
    private static final int SECONDS = 30;

    private final List<Member> members = new ArrayList<>();

    /** One of them. Closing it leaves the cluster. */
    public record Member(Clustering clustering, Vertx vertx, Bus bus) implements AutoCloseable {

        public Membership membership() {
            return clustering.membership();
        }

        public Node self() {
            return membership().self();
        }

        @Override
        public void close() throws TimeoutException {
            try {
                vertx.close().await(SECONDS, TimeUnit.SECONDS);
            } finally {
                clustering.close();
            }
        }
    }

    /** Named node-0 and so on. */
    public static TestCluster of(int count) throws Exception {
        TestCluster cluster = new TestCluster();
        List<Integer> ports = FreePorts.some(2 * count);
        boolean whole = false;
        try {
            for (int i = 0; i < count; i++) {
                cluster.members.add(start(i, ports));
            }
            whole = true;
            return cluster;
        } finally {
            if (!whole) {
                cluster.close();
            }
        }
    }

    private static Member start(int index, List<Integer> ports) throws Exception {
        List<String> all = IntStream.range(0, ports.size() / 2).mapToObj(i -> "127.0.0.1:" + ports.get(2 * i)).toList();
        Clustering clustering = Clustering.join(new Config.Cluster("127.0.0.1", ports.get(2 * index),
                ports.get(2 * index + 1), all), KEYS, "node-" + index, "test",
                new DatabaseFact(DatabaseFact.Kind.SHARED, "one"));
        Vertx vertx = clustering.vertx(Vertx.builder(), new VertxOptions()).await(SECONDS, TimeUnit.SECONDS);
        Bus bus = new Bus(vertx, Messages.addresses(), Messages.topics(), new BusSettings(BusSettings.Database.HERE));
        vertx.deployVerticle(new MembershipVerticle(bus, clustering.membership())).await(SECONDS, TimeUnit.SECONDS);
        return new Member(clustering, vertx, bus);
    }

    public Member get(int index) {
        return members.get(index);
    }

    @Override
    public void close() throws TimeoutException {
        for (Member member : members.reversed()) {
            member.close();
        }
    }
}
