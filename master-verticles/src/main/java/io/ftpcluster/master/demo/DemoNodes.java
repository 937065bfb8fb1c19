package io.ftpcluster.master.demo;

import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.config.ConfigException;
import io.ftpcluster.master.config.Variable;
import io.ftpcluster.master.secrets.KeyFiles;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Where a demo's nodes listen, how they are started, and with which settings. */
public final class DemoNodes {

    private static final String HOST = "127.0.0.1";
    /** A balancer that looks each second has seen it by then; the usual 5 s are long to wait for with one's own eyes. */
    private static final String NOTICE_SECONDS = "2";

    private final Config asked;
    private final URI entry;
    private final List<Integer> httpPorts;
    private final List<Integer> clusterPorts;

    /**
     * @param asked what a demo with one node would be; its port becomes the balancer's
     * @param count how many nodes, without the one in this process
     */
    public DemoNodes(Config asked, int count) {
        if (asked.http().tls().isPresent() || asked.cluster().isPresent()) {
            throw new ConfigException("--nodes makes a cluster of its own, without TLS: leave out FTPCLUSTER_TLS_CERT"
                    + " and FTPCLUSTER_CLUSTER_ENABLED");
        }
        this.asked = asked;
        int port = asked.http().port() == 0 ? DemoCluster.freePort() : asked.http().port();
        this.entry = URI.create("http://" + HOST + ":" + port);
        this.httpPorts = freePorts(count);
        this.clusterPorts = freePorts(count + 1);
    }

    private static List<Integer> freePorts(int count) {
        return Stream.generate(DemoCluster::freePort).distinct().limit(count).toList();
    }

    /** Of the node in this process: it has the database, and nobody comes to it through the balancer. */
    public Map<Variable, String> ownSettings(Map<Variable, String> flags) {
        Map<Variable, String> own = new EnumMap<>(flags);
        own.put(Variable.HTTP_HOST, HOST);
        own.put(Variable.HTTP_PORT, "0");
        own.put(Variable.NOTICE_SECONDS, "0");
        own.putAll(inCluster(0));
        return own;
    }

    private Map<Variable, String> inCluster(int node) {
        return Map.of(Variable.CLUSTER_ENABLED, "true", Variable.CLUSTER_HOST, HOST, Variable.CLUSTER_PORT,
                clusterPorts.get(node).toString(), Variable.CLUSTER_BUS_PORT, "0", Variable.CLUSTER_MEMBERS,
                clusterPorts.stream().map(port -> HOST + ":" + port).collect(Collectors.joining(",")),
                Variable.NODE_NAME, node == 0 ? "demo" : "node" + node, Variable.MASTER_URL, entry.toString());
    }

    /** @param node from 1 on */
    Map<String, String> environment(int node) {
        Map<Variable, String> settings = new EnumMap<>(inCluster(node));
        KeyFiles keys = new KeyFiles(asked.dataDir());
        settings.put(Variable.SECRET_KEY, asked.keys().secretKey().orElseGet(keys::secretKey).value());
        settings.put(Variable.FERNET_KEY, asked.keys().fernetKeys().orElseGet(keys::fernetKeys).value());
        settings.put(Variable.HTTP_HOST, HOST);
        settings.put(Variable.TRUSTED_PROXIES, HOST);
        settings.put(Variable.NOTICE_SECONDS, NOTICE_SECONDS);
        if (asked.database().url().isEmpty()) {
            settings.put(Variable.DATABASE_URL, Config.Database.ELSEWHERE);
        }
        Map<String, String> environment = new TreeMap<>();
        settings.forEach((variable, value) -> environment.put(variable.key(), value));
        return environment;
    }

    /** As this process was started, but as a master. */
    List<String> command(int node, Path data) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean()
                .getInputArguments()
                .stream()
                .filter(option -> !option.startsWith("-XX:AOTCacheOutput"))
                .forEach(command::add);
        String classPath = System.getProperty("java.class.path");
        command.addAll(classPath.endsWith(".jar") && !classPath.contains(":")
                ? List.of("-jar", classPath)
                : List.of("-cp", classPath, "io.ftpcluster.master.Main"));
        command.addAll(List.of("master", "--while-input-lasts", "--port", httpPorts.get(node - 1).toString(), "--data",
                data.toString()));
        return command;
    }

    int count() {
        return httpPorts.size();
    }

    URI entry() {
        return entry;
    }

    /** @param number from 1 on */
    URI node(int number) {
        return URI.create("http://" + addresses().get(number - 1));
    }

    List<URI> nodes() {
        return IntStream.rangeClosed(1, count()).mapToObj(this::node).toList();
    }

    /** Host and port of each. */
    List<String> addresses() {
        return httpPorts.stream().map(port -> HOST + ":" + port).toList();
    }
}
