package io.ftpcluster.faults;

import io.ftpcluster.testing.FaultyHost;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Hurts two hosts, one of them with TLS, over and over while users of both are at work, and a third host's user notices
 * nothing. Prints one table; {@link #broken} tells which promises did not hold.
 */
public final class FaultRun implements AutoCloseable {

    private static final int SETS = 2;
    private static final Duration SETTLE = Duration.ofSeconds(90);

    private final List<FaultyHost> hurt = new ArrayList<>();
    private final Operations operations = new Operations();
    private final Tally tally = new Tally();
    private final FaultyHost healthy;
    private final Duration limit;
    private final PortalLogin login;
    private final SteadyUser steady;
    private final Leaks leaks;
    private String quiet = "";

    /**
     * @param admin of the portal
     * @param pid of the portal's process
     * @param folder for the hosts' files
     * @param limit how long an operation may take from a fault on
     */
    FaultRun(PortalLogin admin, long pid, Path folder, Duration limit) throws IOException, InterruptedException {
        this.limit = limit;
        this.healthy = host(folder, "healthy", false);
        hurt.add(host(folder, "hurt", false));
        hurt.add(host(folder, "hurt-tls", true));
        String suffix = healthy.name();
        login = admin.enrol("user-" + suffix, "a passphrase of " + suffix, hurt);
        PortalLogin other = admin.enrol("other-" + suffix, "another one of " + suffix, List.of(healthy));
        steady = new SteadyUser(other, other.path(healthy, Operations.SMALL), operations.small());
        leaks = new Leaks(admin, pid, hurt);
    }

    private FaultyHost host(Path folder, String name, boolean tls) throws IOException {
        FaultyHost host = new FaultyHost(Files.createDirectories(folder.resolve(name)), tls);
        operations.prepare(host);
        return host;
    }

    /**
     * Warms up, takes the level, and starts the steady user.
     *
     * @param quietTime how long that user is watched without faults
     */
    void begin(Duration quietTime) throws IOException, InterruptedException {
        Tally warmUp = new Tally();
        for (FaultyHost host : hurt) {
            Round round = new Round(host, login, operations, limit, warmUp);
            round.awaitFirst();
            round.play(Fault.SLOW, SETS, Duration.ofMillis(100));
        }
        warmUp.broken().forEach(tally::promiseBroken);
        Thread.ofPlatform().daemon().start(steady);
        Thread.sleep(quietTime);
        steady.drain();
        Thread.sleep(quietTime);
        quiet = steady.drain();
        if (!leaks.takeLevel(SETTLE)) {
            tally.promiseBroken("sessions stay open although nobody uses them");
        }
        steady.drain();
    }

    /** On all hosts at once. */
    void play(Fault fault, int sets, Duration hold) throws InterruptedException {
        onEach(host -> play(host, fault, sets, hold));
    }

    private void play(FaultyHost host, Fault fault, int sets, Duration hold) throws IOException, InterruptedException {
        new Round(host, login, operations, limit, tally).play(fault, sets, hold);
    }

    /** On all hosts at once until so many operations were hit. */
    void play(List<Fault> faults, int operationsToHit) throws InterruptedException {
        onEach(host -> drive(host, faults, operationsToHit));
    }

    private void drive(FaultyHost host, List<Fault> faults, int operationsToHit)
            throws IOException, InterruptedException {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        while (tally.hit() < operationsToHit) {
            Fault fault = faults.get(random.nextInt(faults.size()));
            boolean brief = fault == Fault.SLOW || random.nextInt(3) == 0;
            play(host, fault, SETS, brief ? Duration.ofMillis(random.nextInt(200, 1500)) : null);
        }
    }

    /** What is done to one of the hosts. */
    private interface Deed {
        void to(FaultyHost host) throws IOException, InterruptedException;
    }

    private void onEach(Deed deed) throws InterruptedException {
        List<Thread> drivers = new ArrayList<>();
        for (FaultyHost host : hurt) {
            drivers.add(Thread.ofPlatform().start(() -> run(deed, host)));
        }
        for (Thread driver : drivers) {
            driver.join();
        }
    }

    private void run(Deed deed, FaultyHost host) {
        try {
            deed.to(host);
        } catch (IOException | RuntimeException e) {
            tally.promiseBroken("the run on " + host.name() + " ended: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks for what was left behind, and returns the table. */
    String end() throws IOException, InterruptedException {
        String meanwhile = steady.drain();
        steady.failures().forEach(failure -> tally.promiseBroken("the healthy host's user saw " + failure));
        leaks.find(SETTLE).forEach(left -> tally.promiseBroken("left behind: " + left));
        steady.stop();
        return tally.table() + "\n| user of a healthy host | |\n|---|---|\n| before the faults | " + quiet
                + " |\n| meanwhile | " + meanwhile + " |\n\n" + leaks.table() + "\n" + tally.faults() + " faults hit "
                + tally.hit() + " operations; " + tally.promises();
    }

    int hit() {
        return tally.hit();
    }

    List<String> broken() {
        return tally.broken();
    }

    @Override
    public void close() {
        steady.stop();
        hurt.forEach(FaultyHost::close);
        healthy.close();
    }

    /** URL, pid and admin's password of a portal, folder, limit in seconds, operations to hit, kinds of faults. */
    public static void main(String[] args) throws Exception {
        Locale.setDefault(Locale.ROOT);
        PortalLogin admin = PortalLogin.of(URI.create(args[0]), "admin", args[2]);
        long started = System.nanoTime();
        boolean kept;
        try (FaultRun run = new FaultRun(admin, Long.parseLong(args[1]), Path.of(args[3]),
                Duration.ofSeconds(Long.parseLong(args[4])))) {
            run.begin(Duration.ofSeconds(5));
            run.play(Stream.of(args).skip(6).map(Fault::valueOf).toList(), Integer.parseInt(args[5]));
            System.out.println(run.end());
            kept = run.broken().isEmpty();
        }
        System.out.println("took " + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started) + " s");
        System.exit(kept ? 0 : 1);
    }
}
