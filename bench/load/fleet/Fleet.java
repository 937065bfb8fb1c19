package fleet;

import io.ftpcluster.frames.Protocol;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * Many agents in one process, that speak the real protocol over http (no TLS).
 *
 * <p>Usage: java fleet.Fleet PORTAL_URL, with the admin's Authorization header in BENCH_AUTHORIZATION and that of an
 * ordinary user in BENCH_USER_AUTHORIZATION. Takes commands, one a line, and answers each with one line of JSON, or
 * "error: ..." and the exit code 1. It ends with its input.
 *
 * <ul>
 * <li>register N: so many servers
 * <li>connect SECONDS: opens the links, spread over this time, and waits 60 s longer at most: one that was
 * lost tries again by the rules of the real agent, which may take it half a minute
 * <li>dashboards N: so many open pages, the first of which measures
 * <li>measure SECONDS: frames, their time to the dashboard, and that of GET /me
 * <li>losses SECONDS: waits until all links are there, so long at most; which were lost since this was asked last, and the
 * longest time that one was away
 * <li>restart SECONDS: watches the portal, which somebody restarts meanwhile
 * </ul>
 */
public final class Fleet {

    private static final int GRACE_SECONDS = 60;
    private static final Duration API_EVERY = Duration.ofMillis(20);

    private final URI portal;
    private final InetSocketAddress address;
    private final String admin = System.getenv("BENCH_AUTHORIZATION");
    private final String user = System.getenv("BENCH_USER_AUTHORIZATION");
    private final Counts counts = new Counts();
    private final Latencies toDashboard = new Latencies();
    private final LongAdder dashboardBytes = new LongAdder();
    private final List<Dashboard> dashboards = new ArrayList<>();
    private final List<Link> links = new ArrayList<>();
    private final Loop loop;
    private List<Registration.Server> servers = List.of();
    private long told; // losses

    private Fleet(URI portal) throws IOException {
        this.portal = portal;
        address = new InetSocketAddress(portal.getHost(), portal.getPort());
        loop = new Loop(address);
    }

    public static void main(String[] args) throws InterruptedException {
        try (BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            Fleet fleet = new Fleet(URI.create(args[0]));
            Thread thread = Thread.ofPlatform().name("links").daemon().start(fleet.loop);
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                String[] words = line.trim().split(" ");
                System.out.println(fleet.obey(words[0], Integer.parseInt(words[1])));
            }
            fleet.loop.stop();
            thread.join();
            System.exit(0); // open pages wait for bytes that don't come any more
        } catch (IOException e) {
            System.out.println("error: " + e.getMessage());
            System.exit(1);
        }
    }

    private String obey(String command, int number) throws IOException, InterruptedException {
        return switch (command) {
            case "register" -> register(number);
            case "connect" -> connect(number);
            case "dashboards" -> openDashboards(number);
            case "measure" -> measure(Duration.ofSeconds(number));
            case "losses" -> losses(Duration.ofSeconds(number));
            case "restart" -> new Restart(portal, user, counts, links.size()).watch(Duration.ofSeconds(number));
            default -> throw new IOException("no command " + command);
        };
    }

    private String register(int count) throws IOException, InterruptedException {
        long began = System.nanoTime();
        servers = new Registration(portal, admin).register(count);
        return json("\"registered\": %d, \"seconds\": %.1f", servers.size(), seconds(began));
    }

    private String connect(int seconds) throws InterruptedException {
        int from = counts.second();
        long began = System.nanoTime();
        long each = seconds * 1_000_000_000L / Math.max(1, servers.size());
        loop.order(() -> {
            for (Registration.Server server : servers) {
                Link link = new Link(loop, counts, new Measured(), server.alias(), upgrade(server));
                loop.at(began + links.size() * each, link);
                links.add(link);
            }
        });
        while (counts.linked.get() < servers.size() && seconds(began) < seconds + GRACE_SECONDS) {
            Thread.sleep(20);
        }
        return json("\"linked\": %d, \"refused\": %d, \"seconds\": %.1f, \"most_connections\": %d, \"without\": \"%s\", "
                + "\"lost\": \"%s\"",
                counts.linked.get(), counts.refusals.sum(), seconds(began), counts.mostConnections(from), without(),
                reasons());
    }

    /** How those stand that aren't linked. Read while the loop runs, so it may be a moment old. */
    private String without() {
        return links.stream().map(Link::standing).filter(standing -> !standing.equals("LINKED")).collect(Collectors
                .groupingBy(standing -> standing, Collectors.counting())).toString();
    }

    private byte[] upgrade(Registration.Server server) {
        return ("GET " + Protocol.PATH + " HTTP/1.1\r\nHost: " + portal.getAuthority()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13"
                + "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: " + Protocol.SUBPROTOCOL
                + "\r\nAuthorization: Bearer " + server.token() + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    private String openDashboards(int count) throws IOException {
        while (dashboards.size() < count) {
            boolean watches = dashboards.isEmpty();
            Dashboard dashboard = new Dashboard(address, admin, counts, watches ? toDashboard : null, dashboardBytes);
            dashboard.open();
            if (watches) {
                Thread.ofPlatform().name("dashboard").daemon().start(dashboard);
            } else {
                Thread.ofVirtual().start(dashboard);
            }
            dashboards.add(dashboard);
        }
        while (dashboards.size() > count) {
            dashboards.removeLast().close();
        }
        return json("\"dashboards\": %d", dashboards.size());
    }

    private String measure(Duration time) throws InterruptedException {
        Latencies api = new Latencies();
        AtomicInteger wrong = new AtomicInteger();
        Probe probe = new Probe(portal.resolve("/me"), user, API_EVERY, (status, nanos) -> {
            api.add(nanos);
            wrong.addAndGet(status == 200 ? 0 : 1);
        });
        Thread asking = Thread.ofPlatform().name("api").start(probe);
        toDashboard.clear();
        long frames = counts.frames.sum();
        long losses = counts.losses.sum();
        long bytes = dashboardBytes.sum();
        long cpu = cpuNanos();
        long began = System.nanoTime();
        Thread.sleep(time);
        double seconds = seconds(began);
        double cores = (cpuNanos() - cpu) / 1e9 / seconds;
        probe.stop();
        asking.join();
        return json("\"seconds\": %.1f, \"linked\": %d, \"frames_per_second\": %.0f, \"lost_links\": %d, \"refused\": %d, "
                + "\"seen\": %d, \"to_dashboard_p50\": %.0f, \"to_dashboard_p99\": %.0f, \"to_dashboard_most\": %.0f, "
                + "\"api\": %d, \"api_wrong\": %d, \"api_p50\": %.1f, \"api_p99\": %.1f, \"api_most\": %.1f, "
                + "\"dashboard_mb_per_second\": %.2f, \"dashboards_lost\": %d, \"own_cores\": %.2f, \"lost\": \"%s\"",
                seconds, counts.linked.get(), (counts.frames.sum() - frames) / seconds, counts.losses.sum() - losses,
                counts.refusals.sum(), toDashboard.count(), toDashboard.percentile(50), toDashboard.percentile(99),
                toDashboard.percentile(100), api.count(), wrong.get(), api.percentile(50), api.percentile(99),
                api.percentile(100), (dashboardBytes.sum() - bytes) / 1e6 / seconds, lostDashboards(), cores,
                reasons());
    }

    private String losses(Duration most) throws InterruptedException {
        long began = System.nanoTime();
        while (counts.linked.get() < links.size() && System.nanoTime() - began < most.toNanos()) {
            Thread.sleep(20);
        }
        long losses = counts.losses.sum();
        long since = losses - told;
        told = losses;
        return json("\"linked\": %d, \"lost_links\": %d, \"longest_away\": %.1f, \"lost\": \"%s\"",
                counts.linked.get(), since, counts.takeLongestAway() / 1e9, reasons());
    }

    private long lostDashboards() {
        dashboards.stream().map(Dashboard::complaint).filter(complaint -> complaint != null).distinct().limit(3)
                .forEach(complaint -> System.err.println("dashboard: " + complaint));
        return dashboards.stream().filter(dashboard -> dashboard.complaint() != null).count();
    }

    /** Since the start, at most 500 characters. */
    private String reasons() {
        StringBuilder text = new StringBuilder();
        counts.reasons().forEach((reason, times) -> text.append(times.sum()).append(" x ").append(reason.replace('"',
                '\'')).append("; "));
        return text.substring(0, Math.min(500, text.length()));
    }

    private static String json(String format, Object... values) {
        return "{" + String.format(Locale.ROOT, format, values) + "}";
    }

    private static double seconds(long began) {
        return (System.nanoTime() - began) / 1e9;
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
