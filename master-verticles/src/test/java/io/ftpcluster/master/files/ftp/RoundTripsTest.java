package io.ftpcluster.master.files.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.master.files.RemoteLogin;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.ScriptedFtp;
import io.vertx.core.buffer.Buffer;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What saves round trips, on servers that don't stand it. */
class RoundTripsTest {

    /** One byte too many to come with the opening. */
    private static final String LARGER = "x".repeat(16 * 1024 + 1);
    private static final List<String> ONE_GO = List.of("SIZE /file", "MDTM /file", "RETR /file");

    private final AtomicInteger ports = new AtomicInteger();
    private ScriptedFtp server;
    private Harness harness;
    private RemoteLogin login;

    @BeforeEach
    void start() {
        server = new ScriptedFtp().answers("FEAT", "211-x\r\n UTF8\r\n SIZE\r\n MDTM\r\n211 end");
        harness = new Harness(Harness.SHORT);
        login = login("ann");
    }

    @AfterEach
    void stop() {
        harness.close();
        server.close();
    }

    private RemoteLogin login(String user) {
        return Harness.login(server.port(), FtpSecurity.NONE, null, user, "secret-word");
    }

    private String read() throws Exception {
        return new String(harness.readWhole(login, "/file"), StandardCharsets.UTF_8);
    }

    private void readAndAwaitPreparation() throws Exception {
        int before = count("EPSV");
        assertEquals("0123456789", read());
        Harness.eventually(() -> count("EPSV") >= before + 2);
    }

    private int count(String command) {
        return Collections.frequency(server.received(), command);
    }

    @Test
    void opensAWarmFileInOneGo() throws Exception {
        readAndAwaitPreparation();
        int asked = server.received().size();
        assertEquals("0123456789", read());
        assertEquals(ONE_GO, server.received().subList(asked, asked + 3));
        assertEquals("2024-01-02T03:04:05Z", harness.openWhole(login, "/file").info().modified().toString());
        assertEquals(1, server.connections());
    }

    @Test
    void logsInQuickerWhereItIsKnownToWork() throws Exception {
        readAndAwaitPreparation();
        server.dropAll();
        assertEquals("0123456789", read());
        int feat = server.received().lastIndexOf("FEAT");
        assertEquals(List.of("FEAT", "OPTS UTF8 ON", "TYPE I", "PWD"), server.received().subList(feat, feat + 4));
    }

    @Test
    void learnsFromAServerThatForgetsWhatFollowsACommand() throws Exception {
        server.forgetsWhatFollowsACommand();
        assertEquals("0123456789", read());
        Harness.eventually(() -> harness.files.sessions(login) == 0);
        readAndAwaitPreparation();
        assertEquals("0123456789", read());
        assertEquals("0123456789", read());
        assertEquals(2, server.connections(), "it was tried again");
    }

    @Test
    void learnsFromAServerThatAnswersInTheWrongOrder() throws Exception {
        AtomicInteger types = new AtomicInteger();
        server.on("TYPE", (client, argument) -> {
            if (types.incrementAndGet() != 2) {
                client.say("200 binary");
            }
        }).on("PWD", (client, argument) -> client.say("257 \"/\" is here" + (types.get() == 2 ? "\r\n200 late" : "")));
        assertEquals("0123456789", read());
        Harness.eventually(() -> harness.files.sessions(login) == 0);
        readAndAwaitPreparation();
        assertEquals("0123456789", read());
        assertEquals(2, server.connections());
    }

    @Test
    void stopsWhenAServerNoLongerStandsIt() throws Exception {
        readAndAwaitPreparation();
        server.forgetsWhatFollowsACommand();
        Harness.failure(FailureCode.BACKEND_TIMEOUT, this::read);
        assertEquals("0123456789", read());
        assertEquals("0123456789", read());
    }

    @Test
    void takesAnotherPortWhenTheConnectionMadeAheadHasEnded() throws Exception {
        server.on("EPSV", (client, argument) -> {
            client.say("229 Extended (|||" + client.listen() + "|)");
            if (ports.incrementAndGet() == 2) {
                client.data().close();
            }
        });
        readAndAwaitPreparation();
        // Shorter than that it is trusted.
        CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS)).join();
        assertEquals("0123456789", read());
        assertEquals(1, server.connections());
    }

    @Test
    void opensAnotherSessionWhenThePreparedOneWasToldToGo() throws Exception {
        server.on("EPSV", (client, argument) -> {
            client.say("229 Extended (|||" + client.listen() + "|)");
            if (ports.incrementAndGet() == 2) {
                Socket data = client.data();
                client.say("421 Timeout.");
                client.hangUp();
                data.close();
            }
        });
        readAndAwaitPreparation();
        assertEquals("0123456789", read());
        assertEquals(2, server.connections());
    }

    @Test
    void givesItsPortsBackWhenTheServerHasNoMore() throws Exception {
        AtomicInteger holder = new AtomicInteger();
        server.on("EPSV", (client, argument) -> {
            boolean free = holder.compareAndSet(0, client.number()) || holder.get() == client.number();
            client.say(free ? "229 Extended (|||" + client.listen() + "|)" : "425 no more ports");
        }).on("RETR", (client, argument) -> {
            client.transfer("0123456789", null);
            holder.set(0);
            client.say("226 done");
        }).on("QUIT", (client, argument) -> {
            holder.compareAndSet(client.number(), 0);
            client.say("221 bye");
        });
        readAndAwaitPreparation();
        Harness.eventually(() -> holder.get() == 1);
        login = login("bob");
        assertEquals("0123456789", read());
        assertTrue(server.received().contains("QUIT"));
        assertEquals(0, harness.files.sessions(login("ann")));
        assertEquals("0123456789", read());
        assertEquals(0, holder.get(), "a port was taken ahead though there are too few");
    }

    @Test
    void givesUpPreparingWhereThereIsNoPortLeft() throws Exception {
        server.on("EPSV", (client, argument) -> client.say(ports.incrementAndGet() == 2
                ? "425 no more ports"
                : "229 Extended (|||" + client.listen() + "|)"));
        readAndAwaitPreparation();
        assertEquals("0123456789", read());
        assertEquals("0123456789", read());
        assertEquals(4, count("EPSV"), "prepared again");
        assertEquals(1, server.connections());
    }

    @Test
    void saysTheSameWhenTheFileMayNotBeRead() throws Exception {
        readAndAwaitPreparation();
        server.answers("RETR", "550 Permission denied.");
        Failure failure = Harness.failure(FailureCode.FORBIDDEN, this::read);
        assertTrue(failure.detail().contains("550 Permission denied."), failure.detail());
        Harness.eventually(() -> harness.files.sessions(login) == 1);
        assertEquals(1, server.connections());
    }

    @Test
    void saysTheSameAboutFoldersAndWhatIsMissing() throws Exception {
        readAndAwaitPreparation();
        server.answers("SIZE", "550 no").answers("MDTM", "550 no").answers("RETR", "550 no");
        assertEquals(Files.Type.DIRECTORY, harness.openWhole(login, "/file").info().type());
        server.answers("CWD", "550 no");
        Harness.failure(FailureCode.NOT_FOUND, () -> harness.openWhole(login, "/file"));
        assertEquals(1, server.connections());
    }

    @Test
    void noticesThatSizeHasLied() throws Exception {
        readAndAwaitPreparation();
        server.on("RETR", (client, argument) -> client.transfer("01234", "226 done"));
        Failure failure = Harness.failure(FailureCode.BACKEND_FAILED, this::read);
        assertTrue(failure.detail().contains("sent 5 of 10 bytes"), failure.detail());
        Harness.eventually(() -> harness.files.sessions(login) == 0);
    }

    @Test
    void throwsASessionAwayWhoseFileNobodyReads() throws Exception {
        readAndAwaitPreparation();
        server.answers("SIZE", "213 " + LARGER.length())
                .on("RETR", (client, argument) -> client.transfer(LARGER, "226 done"));
        harness.openWhole(login, "/file").close();
        assertEquals(0, harness.files.sessions(login));
        assertEquals(LARGER, read());
        Files.Handle handle = harness.openWhole(login, "/file");
        Harness.failure(FailureCode.INVALID, () -> Harness.read(handle, 5, -1));
        assertEquals(0, harness.files.sessions(login));
    }

    @Test
    void holdsNoSessionForASmallFile() throws Exception {
        readAndAwaitPreparation();
        Files.Handle first = harness.openWhole(login, "/file");
        harness.openWhole(login, "/file").close();
        assertEquals("0123456789", read());
        assertEquals(1, server.connections(), "the first is open and needs none");
        Harness.failure(FailureCode.INVALID, () -> Harness.read(first, 5, -1));
        assertEquals("0123456789", new String(Harness.read(first, 0, -1), StandardCharsets.UTF_8));
        Harness.failure(FailureCode.UNAVAILABLE, () -> Harness.read(first, 0, -1));
    }

    @Test
    void opensASmallFileThatComesSlowlyAsAnyOther() throws Exception {
        CountDownLatch opened = new CountDownLatch(1);
        readAndAwaitPreparation();
        server.on("RETR", (client, argument) -> {
            client.say("150 here it comes");
            try (Socket data = client.data()) {
                data.getOutputStream().write("01234".getBytes(StandardCharsets.UTF_8));
                opened.await();
                data.getOutputStream().write("56789".getBytes(StandardCharsets.UTF_8));
            }
            client.say("226 done");
        });
        Files.Handle handle = harness.openWhole(login, "/file");
        opened.countDown();
        assertEquals("0123456789", new String(Harness.read(handle, 0, -1), StandardCharsets.UTF_8));
        assertEquals(1, harness.files.sessions(login));
    }

    @Test
    void tellsTheReaderOfASmallFileThatItWasNotConfirmed() throws Exception {
        readAndAwaitPreparation();
        server.on("RETR", (client, argument) -> client.transfer("0123456789", "451 disk trouble"));
        Files.Handle handle = harness.openWhole(login, "/file");
        Failure failure = Harness.failure(FailureCode.BACKEND_FAILED, () -> Harness.read(handle, 0, -1));
        assertTrue(failure.detail().contains("451 disk trouble"), failure.detail());
    }

    @Test
    void askedInTurnOpensNothingAhead() throws Exception {
        readAndAwaitPreparation();
        int retrieved = count("RETR /file");
        assertEquals(10, harness.open(login, "/file").info().size());
        assertEquals(retrieved, count("RETR /file"));
        assertFalse(server.received().contains("ABOR"));
    }

    /** The confirmation of a far server comes a round trip after the bytes; what it can't spoil goes on before. */
    @Test
    void holdsOnlyTheLastByteOfAFarServer() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        server.awayBy(Duration.ofMillis(8)).on("RETR", (client, argument) -> {
            client.transfer("0123456789", null);
            seen.await();
            client.say("226 done");
        });
        Files.Content content = Harness.get(harness.openWhole(login, "/file").read(0, -1));
        Buffer all = Buffer.buffer();
        CompletableFuture<Void> end = new CompletableFuture<>();
        content.handler(chunk -> {
            all.appendBuffer(chunk);
            if (all.length() == 9) {
                seen.countDown();
            }
        }).exceptionHandler(end::completeExceptionally).endHandler(v -> end.complete(null));
        content.resume();
        end.get(20, TimeUnit.SECONDS);
        assertEquals("0123456789", all.toString());
    }
}
