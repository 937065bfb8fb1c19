package io.ftpcluster.testing;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.BusSettings;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.cluster.Clustering;
import io.ftpcluster.master.cluster.DatabaseInfo;
import io.ftpcluster.master.cluster.Membership;
import io.ftpcluster.master.cluster.MembershipVerticle;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.messages.Messages;
import io.ftpcluster.messages.Nodes.Node;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Real members in this JVM, each with Vert.x, the bus, and the list of members on it. They are named n0, n1 and so on in
 * the order in which they join, listen on whatever ports are free, and are told those of the members that are there.
 */
public final class TestCluster implements AutoCloseable {

    public static final Clustering.SharedKeys KEYS = keys("one");
    private static final DatabaseInfo SHARED = new DatabaseInfo(DatabaseInfo.Kind.SHARED, "one");
    private static final String HOST = "127.0.0.1";
    private static final int SECONDS = 30;

    private final List<Member> joined = new ArrayList<>();

    /** One of them. Closing it leaves the cluster, as when it is stopped; a second time does nothing. */
    public static final class Member implements AutoCloseable {

        private final Clustering clustering;
        private final Vertx vertx;
        private final Bus bus;
        private boolean gone;

        private Member(Clustering clustering, DatabaseInfo.Kind database) throws TimeoutException {
            this.clustering = clustering;
            this.vertx = clustering.vertx(Vertx.builder(), new VertxOptions()).await(SECONDS, TimeUnit.SECONDS);
            this.bus = new Bus(vertx, Messages.addresses(), Messages.topics(), new BusSettings(switch (database) {
                case SHARED -> BusSettings.Database.HERE;
                case OWNED -> BusSettings.Database.OWNER;
                case ELSEWHERE -> BusSettings.Database.ELSEWHERE;
            }));
            vertx.deployVerticle(new MembershipVerticle(bus, membership())).await(SECONDS, TimeUnit.SECONDS);
        }

        public Vertx vertx() {
            return vertx;
        }

        public Bus bus() {
            return bus;
        }

        public Membership membership() {
            return clustering.membership();
        }

        public Node self() {
            return membership().self();
        }

        /** Of the members that it sees, oldest first. */
        public List<String> names() {
            return membership().nodes().stream().map(Node::name).toList();
        }

        /** Where it listens for members. */
        public int port() {
            String address = self().address();
            return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        }

        /** Where it listens for what others say on the bus. */
        public int busPort() {
            return ((VertxInternal) vertx).clusterManager().getNodeInfo().port();
        }

        @Override
        public void close() throws TimeoutException {
            if (!gone) {
                gone = true;
                try {
                    vertx.close().await(SECONDS, TimeUnit.SECONDS);
                } finally {
                    clustering.close();
                }
            }
        }
    }

    /** So many that share one database. */
    public static TestCluster of(int count) throws TimeoutException {
        TestCluster cluster = new TestCluster();
        boolean whole = false;
        try {
            for (int i = 0; i < count; i++) {
                cluster.join(SHARED);
            }
            whole = true;
            return cluster;
        } finally {
            if (!whole) {
                cluster.close();
            }
        }
    }

    /** Made of a word, the same of the same one. */
    public static Clustering.SharedKeys keys(String word) {
        return new Clustering.SharedKeys(new Secret(word + " secret"), new Secret(word + " fernet"));
    }

    /** Of one that would join now. */
    public Config.Cluster config() {
        return new Config.Cluster(HOST, 0, 0, members().stream().map(member -> member.self().address()).toList());
    }

    /** One more, which the others see when this returns. */
    public Member join(DatabaseInfo database) throws TimeoutException {
        return join(KEYS, database);
    }

    /** Fails as {@link Clustering#join} does when they don't let it in. */
    public Member join(Clustering.SharedKeys keys, DatabaseInfo database) throws TimeoutException {
        return join(config(), keys, database);
    }

    /** One more of {@link #of}, that listens as it is told. */
    public Member join(Config.Cluster config) throws TimeoutException {
        return join(config, KEYS, SHARED);
    }

    private Member join(Config.Cluster config, Clustering.SharedKeys keys, DatabaseInfo database)
            throws TimeoutException {
        Clustering clustering = Clustering.join(config, keys, "n" + joined.size(), "test", database);
        Member member = new Member(clustering, database.kind());
        joined.add(member);
        awaitWhole();
        return member;
    }

    /** All who have not left see each other, and nobody else. */
    public void awaitWhole() throws TimeoutException {
        List<String> names = members().stream().map(member -> member.self().name()).toList();
        Eventually.until(() -> members().stream().allMatch(member -> member.names().equals(names)));
    }

    /** The n-th that joined, gone or not. */
    public Member get(int index) {
        return joined.get(index);
    }

    /** Those that have not left, in the order in which they joined. */
    public List<Member> members() {
        return joined.stream().filter(member -> !member.gone).toList();
    }

    @Override
    public void close() throws TimeoutException {
        for (Member member : members().reversed()) {
            member.close();
        }
    }
}
