package io.ftpcluster.master.demo;

import io.ftpcluster.agent.config.Endpoint;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.config.Config;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Several masters, each in a process of its own that may be killed, and HAProxy in front of them if it is installed. */
public final class DemoCluster implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DemoCluster.class);
    /** Two nodes took more than 90 s on two cores that much else used as well. */
    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration EACH_LOOK = Duration.ofSeconds(5);
    private static final long BETWEEN_LOOKS_MILLIS = 100;
    /** Beyond notice and drain. */
    private static final Duration STOP = Duration.ofSeconds(40);

    private final DemoNodes plan;
    private final Path folder;
    private final List<NodeProcess> nodes = new ArrayList<>();
    private final URI statistics = URI.create("http://127.0.0.1:" + freePort());
    private final Duration drain;
    private Optional<Process> balancer = Optional.empty();

    private DemoCluster(DemoNodes plan, Config config) throws IOException {
        this.plan = plan;
        this.folder = Files.createDirectories(config.dataDir().resolve("demo/nodes"));
        this.drain = config.drain();
    }

    /**
     * Starts them beside the node that is in this process, which has the database, and returns when all are ready.
     *
     * @param config of the node in this process
     * @param say takes lines for whoever watches
     */
    public static DemoCluster start(DemoNodes plan, Config config, Consumer<String> say)
            throws IOException, TimeoutException, InterruptedException {
        DemoCluster cluster = new DemoCluster(plan, config);
        boolean started = false;
        try {
            cluster.startAll(say);
            started = true;
            return cluster;
        } finally {
            if (!started) {
                cluster.close();
            }
        }
    }

    private void startAll(Consumer<String> say) throws IOException, TimeoutException, InterruptedException {
        for (int i = 1; i <= plan.count(); i++) {
            String name = "node" + i;
            NodeProcess node = new NodeProcess(name, plan.command(i, folder.resolve(name)), plan.environment(i),
                    folder.resolve(name + ".log"), say);
            nodes.add(node);
            node.start();
        }
        Optional<Path> haproxy = DemoBalancer.program();
        if (haproxy.isPresent()) {
            String configuration = DemoBalancer.configuration(plan.entry().getAuthority(), plan.addresses(),
                    System.getProperty("user.name").equals("root"));
            balancer = Optional.of(DemoBalancer.start(haproxy.get(), folder, configuration, statistics));
        }
        for (int i = 0; i < plan.count(); i++) {
            awaitReady(plan.node(i + 1), nodes.get(i)::isAlive, nodes.get(i) + ", see " + folder);
        }
        if (balancer.isPresent()) {
            awaitReady(plan.entry(), balancer.get()::isAlive, "HAProxy, see " + folder.resolve("haproxy.log"));
        }
    }

    private interface Alive {
        boolean now();
    }

    private static void awaitReady(URI url, Alive alive, String who) throws TimeoutException, InterruptedException {
        long deadline = System.nanoTime() + START.toNanos();
        HttpRequest question = HttpRequest.newBuilder(url.resolve("/login")).timeout(EACH_LOOK).build();
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(EACH_LOOK).build()) {
            while (System.nanoTime() - deadline < 0) {
                if (!alive.now()) {
                    throw failed(who + ", ended at its start");
                }
                try {
                    if (client.send(question, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                        return;
                    }
                } catch (IOException notYet) {
                    LOG.debug("{} does not answer yet", who, notYet);
                }
                Thread.sleep(BETWEEN_LOOKS_MILLIS);
            }
        }
        throw new TimeoutException(who + ", isn't ready after " + START.toSeconds() + " s");
    }

    private static FailureException failed(String why) {
        return Failure.of(FailureCode.UNAVAILABLE, why).exception();
    }

    /** Where agents come in: through the balancer, or one after the other. */
    public LocalEndpoint door() {
        List<URI> urls = balancer.isPresent() ? List.of(plan.entry()) : plan.nodes();
        return new LocalEndpoint(urls.stream().map(url -> new Endpoint(false, url.getHost(), url.getPort())).toList(),
                null);
    }

    /** Where the portal is. */
    public URI url() {
        return balancer.isPresent() ? plan.entry() : plan.node(1);
    }

    /** What to tell people about it: how it is made up, and how to hurt it. */
    public List<String> description() {
        List<String> lines = new ArrayList<>();
        lines.add(plan.count() + " masters run, each in a process of its own:");
        for (int i = 0; i < plan.count(); i++) {
            lines.add("  " + nodes.get(i) + " at " + plan.node(i + 1));
        }
        lines.add(balancer.isPresent()
                ? "HAProxy is in front of them; its figures are at " + statistics
                : "HAProxy isn't installed, so nothing is in front of them: use any of these addresses.");
        lines.add("This process has the database; a cluster in earnest has PostgreSQL for that.");
        lines.add("Try a failure: kill -9 one of these processes and go on working. It is started again after "
                + NodeProcess.PAUSE.toSeconds() + " s.");
        return lines;
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw failed("No free port: " + e.getMessage());
        }
    }

    /** The balancer goes last, so that what is in flight comes to its end. */
    @Override
    public void close() {
        nodes.forEach(NodeProcess::stop);
        for (NodeProcess node : nodes) {
            try {
                node.awaitEnd(STOP.plus(drain));
            } catch (TimeoutException e) {
                LOG.error("A node did not stop as it should", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        balancer.ifPresent(DemoCluster::end);
    }

    private static void end(Process process) {
        try {
            process.getOutputStream().close();
            process.waitFor();
        } catch (IOException e) {
            LOG.error("The balancer did not stop as it should", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
