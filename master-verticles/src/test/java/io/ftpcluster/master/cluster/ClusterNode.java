package io.ftpcluster.master.cluster;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.BusSettings;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.messages.Messages;
import io.ftpcluster.messages.Nodes.Node;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A member in this JVM: Vert.x, the bus, and nothing on it. */
final class ClusterNode implements AutoCloseable {

    static final Clustering.SharedKeys KEYS = keys("one");

    final Config.Cluster config;
    final Clustering clustering;
    final Vertx vertx;
    final Bus bus;

    private ClusterNode(Config.Cluster config, Clustering clustering, DatabaseFact database) throws Exception {
        this.config = config;
        this.clustering = clustering;
        this.vertx = clustering.vertx(Vertx.builder(), new VertxOptions()).await(30, TimeUnit.SECONDS);
        this.bus = new Bus(vertx, Messages.addresses(), Messages.topics(), new BusSettings(
                database.kind() == DatabaseFact.Kind.ELSEWHERE
                        ? BusSettings.Database.ELSEWHERE
                        : BusSettings.Database.OWNER));
    }

    static Clustering.SharedKeys keys(String text) {
        return new Clustering.SharedKeys(new Secret(text + " secret"), new Secret(text + " fernet"));
    }

    /** @param ports of all nodes: Hazelcast's and the bus's, by turns */
    static ClusterNode start(int index, List<Integer> ports, Clustering.SharedKeys keys, DatabaseFact database)
            throws Exception {
        Config.Cluster config = config(index, ports);
        Clustering clustering = Clustering.join(config, keys, "node-" + index, "test", database);
        return new ClusterNode(config, clustering, database);
    }

    static Config.Cluster config(int index, List<Integer> ports) {
        List<String> members = Stream.iterate(0, i -> i < ports.size(), i -> i + 2)
                .map(i -> "127.0.0.1:" + ports.get(i)).toList();
        return new Config.Cluster("127.0.0.1", ports.get(2 * index), ports.get(2 * index + 1), members);
    }

    List<String> names() {
        return clustering.membership().nodes().stream().map(Node::name).toList();
    }

    @Override
    public void close() throws TimeoutException {
        try {
            vertx.close().await(30, TimeUnit.SECONDS);
        } finally {
            clustering.close();
        }
    }
}
