import io.ftpcluster.agent.action.ActionRegistry;
import io.ftpcluster.agent.config.Endpoint;
import io.ftpcluster.agent.link.Backlog;
import io.ftpcluster.agent.link.Link;
import io.ftpcluster.agent.link.Timings;
import io.ftpcluster.agent.log.Log;
import io.ftpcluster.agent.net.Dialer;
import io.ftpcluster.agent.request.RequestRunner;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.frames.HelloFrame;
import io.ftpcluster.frames.Protocol;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The agent's own link, with all its waits cut to a millisecond, at a portal that hangs up after each welcome.
 *
 * <p>Usage: java Reconnects PORT LINKS SECONDS, with the agent's jar in the class path. Prints one line of JSON: heap after
 * a full collection, resident memory, threads and open files after a tenth of the links and after all, or what of them
 * fitted into the time.
 */
public final class Reconnects {

    private static final Duration SHORT = Duration.ofMillis(1);

    private final AtomicInteger links = new AtomicInteger();
    private final long end;

    /** KiB, and counts. */
    private record Figures(int links, long heap, long resident, int threads, long files) {}

    private Reconnects(int seconds) {
        end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Reconnects load = new Reconnects(Integer.parseInt(args[2]));
        int wanted = Integer.parseInt(args[1]);
        load.link(Integer.parseInt(args[0])).start();
        long began = System.nanoTime();
        Figures early = load.after(wanted / 10);
        Figures late = load.after(wanted);
        System.out.printf(Locale.ROOT, "{\"links\": %d, \"seconds\": %.1f, \"early_links\": %d, \"early_heap\": %d, "
                + "\"late_heap\": %d, \"early_resident\": %d, \"late_resident\": %d, \"early_threads\": %d, "
                + "\"late_threads\": %d, \"early_files\": %d, \"late_files\": %d}%n", late.links(), (System.nanoTime()
                        - began) / 1e9, early.links(), early.heap(), late.heap(), early.resident(), late.resident(),
                early.threads(), late.threads(), early.files(), late.files());
        System.exit(0);
    }

    private Link link(int port) {
        // The token's form is checked by nobody here.
        Dialer dialer = new Dialer(new Secret("fca_" + "x".repeat(43)), "bench", null);
        Timings timings = new Timings(SHORT, SHORT, SHORT, SHORT, SHORT, Duration.ofDays(1),
                Duration.ofSeconds(Protocol.PING_SECONDS));
        Log log = new Log(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        return new Link(List.of(new Endpoint(false, "127.0.0.1", port)), dialer, this::hello, new Backlog(),
                new RequestRunner(ActionRegistry.withoutAccounts(), log), timings, log, () -> {});
    }

    /** Asked for at each connection. */
    private HelloFrame hello() {
        links.incrementAndGet();
        return new HelloFrame(HelloFrame.PROTOCOL, "bench", null, System.currentTimeMillis(), "Debian GNU/Linux 12 (bookworm)",
                "6.1.0", "amd64", "bench.example", List.of("192.0.2.10"), "vsftpd", "3.0.3");
    }

    private Figures after(int count) throws InterruptedException, IOException {
        while (links.get() < count && System.nanoTime() < end) {
            Thread.sleep(5);
        }
        System.gc();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1024;
        long resident = Files.readAllLines(Path.of("/proc/self/status")).stream().filter(line -> line.startsWith(
                "VmRSS:")).mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).findFirst().orElse(0);
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return new Figures(links.get(), heap, resident, ManagementFactory.getThreadMXBean().getThreadCount(), files
                    .count());
        }
    }
}
