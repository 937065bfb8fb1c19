package io.ftpcluster.master.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.EvictionConfig;
import com.hazelcast.config.EvictionPolicy;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MaxSizePolicy;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.spi.properties.ClusterProperty;
import io.ftpcluster.master.config.Config.Cluster;
import java.util.List;

/** Hazelcast as this cluster needs it: one port, members only, nothing looked for that isn't listed. */
final class HazelcastSettings {

    /** A node that says nothing for so long is gone for the others. */
    static final int SILENT_SECONDS = 8;
    private static final int STOP_SECONDS = 10;
    /** Each costs memory and a little time at every join; there is little data in few nodes. */
    private static final int PARTITIONS = 47;
    /** How often the oldest of each half looks for the other. */
    private static final int MERGE_SECONDS = 2;
    /**
     * Without it, an attempt that began while the network was cut waits for the kernel's next try, which comes after 1, 2, 4, 8
     * and 16 s, and no other attempt is made meanwhile.
     */
    private static final int CONNECT_SECONDS = 3;
    private static final int BRIEF_SECONDS = 25 * 60;
    private static final int MAX_BRIEF_PER_NODE = 100_000;
    /** The arrays are in exceptions that one member tells another; who can't read one waits for an answer for ever. */
    private static final List<String> SERIALIZED = List.of("com.hazelcast.", "io.vertx.spi.cluster.hazelcast.",
            "java.lang.", "java.util.", "[Lcom.hazelcast.", "[Ljava.lang.", "[Ljava.util.");

    private HazelcastSettings() {}

    static Config of(Cluster cluster, Identity identity) {
        Config config = new Config();
        config.setClusterName(identity.clusterName());
        network(config, cluster);
        serialization(config);
        data(config);
        set(config, ClusterProperty.PARTITION_COUNT.getName(), PARTITIONS);
        // Deployment stops it, in its turn.
        set(config, ClusterProperty.SHUTDOWNHOOK_ENABLED.getName(), false);
        set(config, ClusterProperty.GRACEFUL_SHUTDOWN_MAX_WAIT.getName(), STOP_SECONDS);
        set(config, ClusterProperty.LOGGING_TYPE.getName(), "slf4j");
        set(config, ClusterProperty.PHONE_HOME_ENABLED.getName(), false);
        set(config, ClusterProperty.HEALTH_MONITORING_LEVEL.getName(), "OFF");
        threads(config);
        time(config);
        return config;
    }

    /** Advanced, because only then there is a port for members alone, which answers no client, REST or memcache. */
    private static void network(Config config, Cluster cluster) {
        ServerSocketEndpointConfig members = new ServerSocketEndpointConfig().setPort(cluster.port())
                .setPortAutoIncrement(false)
                .setReuseAddress(true);
        members.setSocketConnectTimeoutSeconds(CONNECT_SECONDS);
        config.getAdvancedNetworkConfig().setEnabled(true).setMemberEndpointConfig(members);
        JoinConfig join = config.getAdvancedNetworkConfig().getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true).setMembers(cluster.members());
        // To call others from what it listens on; where that has another name outside, only the system knows from where.
        set(config, ClusterProperty.SOCKET_CLIENT_BIND.getName(), cluster.published().host().isEmpty());
        set(config, ClusterProperty.SOCKET_CLIENT_BIND_ANY.getName(), false);
        set(config, ClusterProperty.PREFER_IPv4_STACK.getName(), false);
        set(config, ClusterProperty.TCP_JOIN_PORT_TRY_COUNT.getName(), 1);
    }

    /**
     * What a stranger sends as a serialized object is refused before any of its code runs: Java's own form by the filter, those
     * of Hazelcast by the classes.
     */
    private static void serialization(Config config) {
        JavaSerializationFilterConfig filter = new JavaSerializationFilterConfig().setDefaultsDisabled(true);
        SERIALIZED.forEach(prefix -> filter.getWhitelist().addPrefixes(prefix));
        config.getSerializationConfig().setJavaSerializationFilterConfig(filter);
        config.setClassLoader(new DeserializationFilter(HazelcastSettings.class.getClassLoader(),
                new RejectionLog(System::nanoTime)));
    }

    private static void data(Config config) {
        config.getJetConfig().setEnabled(false);
        config.addMultiMapConfig(new MultiMapConfig("__vertx.subs").setBackupCount(1).setValueCollectionType("SET"));
        config.addMapConfig(new MapConfig("__vertx.nodeInfo").setBackupCount(1));
        // Whoever makes up names by the million loses the oldest of them, and not this node its memory.
        config.addMapConfig(new MapConfig(Clustering.BRIEF_MAPS + "*").setBackupCount(1)
                .setTimeToLiveSeconds(BRIEF_SECONDS)
                .setEvictionConfig(new EvictionConfig().setEvictionPolicy(EvictionPolicy.LRU)
                        .setMaxSizePolicy(MaxSizePolicy.PER_NODE)
                        .setSize(MAX_BRIEF_PER_NODE)));
    }

    /** The portal's own threads have the work. */
    private static void threads(Config config) {
        set(config, ClusterProperty.IO_THREAD_COUNT.getName(), 1);
        set(config, ClusterProperty.PARTITION_OPERATION_THREAD_COUNT.getName(), 2);
        set(config, ClusterProperty.GENERIC_OPERATION_THREAD_COUNT.getName(), 2);
        set(config, ClusterProperty.EVENT_THREAD_COUNT.getName(), 1);
    }

    private static void time(Config config) {
        set(config, ClusterProperty.WAIT_SECONDS_BEFORE_JOIN.getName(), 0);
        set(config, ClusterProperty.HEARTBEAT_INTERVAL_SECONDS.getName(), 1);
        set(config, ClusterProperty.MAX_NO_HEARTBEAT_SECONDS.getName(), SILENT_SECONDS);
        set(config, ClusterProperty.MERGE_FIRST_RUN_DELAY_SECONDS.getName(), MERGE_SECONDS);
        set(config, ClusterProperty.MERGE_NEXT_RUN_DELAY_SECONDS.getName(), MERGE_SECONDS);
    }

    private static void set(Config config, String property, Object value) {
        config.setProperty(property, String.valueOf(value));
    }
}
