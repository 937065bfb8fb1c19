package io.ftpcluster.portal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.Eventually;
import io.ftpcluster.testing.PortalClient;
import io.ftpcluster.testing.RunningPortal;
import io.ftpcluster.testing.Vsftpd;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many rude clients leave nothing behind and hold nobody else up. */
class RobustnessIT {

    private static final String PASSWORD = "ann's passphrase";
    private static final int ABORTED = 300;
    private static final int AT_ONCE = 20;
    private static final int GUESSES = 200;

    private static RunningPortal portal;
    private static PortalClient client;
    private static Vsftpd server;
    private static String token;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        server = new Vsftpd(directory, FtpSecurity.NONE);
        portal = RunningPortal.start(directory.resolve("data"));
        client = portal.client();
        try (RandomAccessFile sparse = new RandomAccessFile(server.home().resolve("large").toFile(), "rw")) {
            sparse.setLength(1L << 30);
        }
        Files.writeString(server.home().resolve("small"), "0123456789");
        server.own(server.home());
        portal.addUser("ann", PASSWORD);
        portal.addServer("box", server.port());
        portal.permit("ann", "box", server.user(), server.password());
        token = client.login("ann", PASSWORD);
    }

    @AfterAll
    static void stop() {
        portal.close();
        server.close();
    }

    @Test
    void abortedDownloadsLeaveNothingBehind() throws Exception {
        download();
        int threads = Thread.activeCount();
        int sockets = openSockets();
        try (ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            List<Callable<Void>> all = new ArrayList<>();
            for (int i = 0; i < ABORTED; i++) {
                all.add(RobustnessIT::abort);
            }
            for (Future<Void> one : clients.invokeAll(all)) {
                one.get();
            }
        }
        awaitAtMost(sockets + 2 * AT_ONCE, RobustnessIT::openSockets, "sockets of this process");
        awaitAtMost(2 * AT_ONCE, () -> (int) server.sessions(), "processes of vsftpd");
        awaitAtMost(threads + 10, Thread::activeCount, "threads");
        download();
        awaitAtMost(0, RobustnessIT::downloadsInFlight, "downloads");
    }

    private static Void abort() throws IOException {
        try (Socket socket = client.connect()) {
            socket.getOutputStream()
                    .write(("GET /ftp/ann/box/large HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertEquals('H', socket.getInputStream().read());
        }
        return null;
    }

    private static void download() throws Exception {
        assertEquals("0123456789", client.get("/ftp/ann/box/small").bearer(token).send().text());
    }

    /** Virtual threads that move bytes; only a dump shows them. */
    private static int downloadsInFlight() {
        try {
            Path dump = Files.createTempDirectory("threads").resolve("dump");
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(dump.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
            int count = (int) Files.readAllLines(dump).stream().filter(line -> line.contains("\"download\"")).count();
            Files.delete(dump);
            Files.delete(dump.getParent());
            return count;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int openSockets() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return (int) open.filter(RobustnessIT::isSocket).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    private static void awaitAtMost(int limit, IntSupplier count, String what) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        int now = count.getAsInt();
        while (now > limit && System.nanoTime() < deadline) {
            Eventually.pause();
            now = count.getAsInt();
        }
        assertTrue(now <= limit, now + " " + what + ", at most " + limit + " expected");
    }

    @Test
    void aFloodOfLoginsHoldsNobodyUp() throws Exception {
        client.get("/ftp/ann/box/").bearer(token).accept("application/json").send();
        Map<Integer, Long> answers;
        long slowest = 0;
        try (ExecutorService guessers = Executors.newFixedThreadPool(50, Thread.ofVirtual().factory())) {
            List<Future<Integer>> guesses = new ArrayList<>();
            for (int i = 0; i < GUESSES; i++) {
                String name = "user" + i;
                guesses.add(guessers.submit(() -> client.post("/login")
                        .json(new JsonObject().put("username", name).put("password", "a wrong guess"))
                        .send()
                        .status()));
            }
            while (guesses.stream().anyMatch(guess -> !guess.isDone())) {
                long started = System.nanoTime();
                assertEquals(200, client.get("/ftp/ann/box/").bearer(token).accept("application/json").send().status());
                slowest = Math.max(slowest, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started));
            }
            answers = guesses.stream().collect(Collectors.groupingBy(Future::resultNow, Collectors.counting()));
        }
        System.out.println("Flood of logins: " + answers + ", slowest listing meanwhile " + slowest + " ms");
        assertTrue(slowest < 10_000, slowest + " ms");
        assertFalse(answers.containsKey(500), answers.toString());
        assertFalse(answers.containsKey(200), answers.toString());
        assertTrue(answers.getOrDefault(429, 0L) >= GUESSES - 40, answers.toString());
    }
}
