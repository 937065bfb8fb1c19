package io.ftpcluster.master.cli;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.config.ConfigLoader;
import io.ftpcluster.master.config.Variable;
import io.ftpcluster.master.demo.Demo;
import io.ftpcluster.master.demo.DemoCluster;
import io.ftpcluster.master.demo.DemoFtpServers;
import io.ftpcluster.master.demo.DemoNodes;
import io.ftpcluster.master.demo.LocalEndpoint;
import io.ftpcluster.master.node.Deployment;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A demo that answers.
 *
 * @param cluster the nodes in other processes; empty: the only node is in this one
 */
record RunningDemo(Deployment portal, Demo demo, Optional<DemoCluster> cluster) implements AutoCloseable {

    static RunningDemo alone(Config config, Secret adminPassword, Secret demoPassword) throws Exception {
        List<AutoCloseable> started = new ArrayList<>();
        boolean whole = false;
        try {
            // First, as it is a program of its own, which starts while the portal does.
            DemoFtpServers servers = DemoFtpServers.start(config.dataDir());
            started.add(servers);
            Deployment portal = Deployment.start(config.withoutAdminPassword());
            started.add(portal);
            Demo demo = Demo.start(portal.bus(), servers, LocalEndpoint.of(config.http(), portal.port()), adminPassword,
                    demoPassword);
            whole = true;
            return new RunningDemo(portal, demo, Optional.empty());
        } finally {
            if (!whole) {
                close(started);
            }
        }
    }

    /**
     * @param asked as the only node's would be
     * @param say takes lines about nodes that come and go
     */
    static RunningDemo clustered(Map<Variable, String> flags, Config asked, int nodes, Secret adminPassword,
            Secret demoPassword, Consumer<String> say) throws Exception {
        DemoNodes plan = new DemoNodes(asked, nodes);
        Config config = new ConfigLoader(Optional.empty(), System.getenv(), plan.ownSettings(flags)).load();
        List<AutoCloseable> started = new ArrayList<>();
        boolean whole = false;
        try {
            DemoFtpServers servers = DemoFtpServers.start(config.dataDir());
            started.add(servers);
            Deployment portal = Deployment.start(config.withoutAdminPassword());
            started.add(portal);
            DemoCluster cluster = DemoCluster.start(plan, config, say);
            started.add(cluster);
            Demo demo = Demo.start(portal.bus(), servers, cluster.door(), adminPassword, demoPassword);
            whole = true;
            return new RunningDemo(portal, demo, Optional.of(cluster));
        } finally {
            if (!whole) {
                close(started);
            }
        }
    }

    private static void close(List<AutoCloseable> parts) throws Exception {
        for (AutoCloseable part : parts.reversed()) {
            part.close();
        }
    }

    URI url() {
        return cluster.map(DemoCluster::url).orElseGet(portal::url);
    }

    List<String> description() {
        return cluster.map(DemoCluster::description).orElse(List.of());
    }

    /** The node with the database goes after those that need it. */
    @Override
    public void close() {
        demo.unlinkAgents();
        cluster.ifPresent(DemoCluster::close);
        portal.close();
        demo.close();
    }
}
