package io.ftpcluster.cluster;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.testing.FreePorts;
import io.ftpcluster.testing.Haproxy;
import io.ftpcluster.testing.PortalClient;
import io.ftpcluster.testing.PortalProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient.Version;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Masters in processes of their own on one database, with HAProxy in front; numbered from 1 on. */
final class ClusterNodes implements AutoCloseable {

    static final String PASSWORD = "admin's passphrase";
    static final String SECRET_KEY = "one key for all nodes of this cluster";
    static final String FERNET_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private final Path directory;
    private final Config.Database database;
    private final int count;
    private final List<Integer> clusterPorts;
    private final List<PortalProcess> processes = new ArrayList<>();
    private final List<URI> urls = new ArrayList<>();
    private String secretKeys = SECRET_KEY;
    private String fernetKeys = FERNET_KEY;
    private Haproxy balancer;

    /** Three. */
    ClusterNodes(Path directory, Config.Database database) {
        this(directory, database, 3);
    }

    ClusterNodes(Path directory, Config.Database database, int count) {
        this.directory = directory;
        this.database = database;
        this.count = count;
        // And one for a stranger.
        clusterPorts = FreePorts.some(count + 1);
    }

    /** All at once, as after a power cut. */
    ClusterNodes startAll() throws IOException, InterruptedException {
        for (int node = 1; node <= count; node++) {
            // One that it will have again later: the system would give it to somebody else meanwhile.
            processes.add(start(node, FreePorts.one(), settings(node)));
        }
        for (PortalProcess process : processes) {
            urls.add(process.awaitReady());
        }
        balancer = Haproxy.start(directory, urls.stream().map(URI::getPort).toList());
        for (int node = 1; node <= count; node++) {
            balancer.awaitUp(node);
        }
        return this;
    }

    /** Of nodes that are started from now on; several are separated by commas. */
    void useKeys(String secret, String fernet) {
        secretKeys = secret;
        fernetKeys = fernet;
    }

    Map<String, String> settings(int node) {
        Map<String, String> settings = new TreeMap<>(Map.of("FTPCLUSTER_ADMIN_PASSWORD", PASSWORD, "SECRET_KEY",
                secretKeys, "FERNET_KEY", fernetKeys, "FTPCLUSTER_TRUSTED_PROXIES", "127.0.0.1",
                "FTPCLUSTER_NOTICE_SECONDS", "2", "FTPCLUSTER_DRAIN_SECONDS", "5", "FTPCLUSTER_CLUSTER_ENABLED", "true",
                "FTPCLUSTER_NODE_NAME", "node" + node));
        settings.put("FTPCLUSTER_CLUSTER_PORT", clusterPorts.get(node - 1).toString());
        settings.put("FTPCLUSTER_CLUSTER_BUS_PORT", "0");
        // A download may have to wait until other nodes have started again.
        settings.put("FTPCLUSTER_HTTP_IDLE_SECONDS", "600");
        settings.put("FTPCLUSTER_CLUSTER_MEMBERS",
                clusterPorts.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(",")));
        settings.putAll(variables(database));
        return settings;
    }

    static Map<String, String> variables(Config.Database database) {
        Map<String, String> variables = new TreeMap<>();
        database.url().ifPresent(url -> variables.put("FTPCLUSTER_DATABASE_URL", url));
        database.user().ifPresent(user -> variables.put("FTPCLUSTER_DATABASE_USER", user));
        database.password().map(Secret::value).ifPresent(word -> variables.put("FTPCLUSTER_DATABASE_PASSWORD", word));
        return variables;
    }

    PortalProcess start(int node, int port, Map<String, String> settings) {
        return PortalProcess.start(settings, "master", "--port", Integer.toString(port), "--data",
                directory.resolve("node" + node).toString());
    }

    /** Returns with the balancer's knowledge of it. */
    void startAgain(int node) throws IOException, InterruptedException {
        processes.set(node - 1, start(node, urls.get(node - 1).getPort(), settings(node)));
        processes.get(node - 1).awaitReady();
        balancer.awaitUp(node);
    }

    PortalProcess process(int node) {
        return processes.get(node - 1);
    }

    List<Integer> all() {
        return Stream.iterate(1, node -> node + 1).limit(count).toList();
    }

    /** Of one node alone. */
    PortalClient client(int node) {
        return new PortalClient(urls.get(node - 1));
    }

    /** Through the balancer. */
    PortalClient client() {
        return new PortalClient(balancer.url(), balancer.client(Version.HTTP_1_1));
    }

    Haproxy balancer() {
        return balancer;
    }

    @Override
    public void close() {
        processes.forEach(PortalProcess::close);
        if (balancer != null) {
            balancer.close();
        }
    }
}
