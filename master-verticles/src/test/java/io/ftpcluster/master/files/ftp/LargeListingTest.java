package io.ftpcluster.master.files.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.master.files.RemoteLogin;
import io.ftpcluster.master.files.ftp.listing.FtpEntries;
import io.ftpcluster.messages.FileStreams;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.RemotePath;
import io.ftpcluster.testing.ScriptedFtp;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Folders that don't come at once. */
class LargeListingTest {

    private static final int SORTED = FtpEntries.SORTED;

    @RegisterExtension
    final FtpTestBed bed = new FtpTestBed();
    private final ScriptedFtp server = bed.server();
    private final Harness harness = bed.harness(Harness.LIMITS);
    private final RemoteLogin login = bed.login();

    /** In falling order, so that sorting shows. */
    private static String lines(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> "-rw-r--r-- 1 a b 5 Jan 02 2024 n%07d\r\n".formatted(9_999_999 - i))
                .collect(Collectors.joining());
    }

    private FileStreams.Entries list() {
        return harness.files.list(login, RemotePath.parse("/folder"));
    }

    @Test
    void theFirstComeWhileTheServerStillSends() throws Exception {
        CountDownLatch more = new CountDownLatch(1);
        server.on("LIST", (client, argument) -> {
            client.say("150 here it comes");
            try (Socket data = client.data()) {
                data.getOutputStream().write(lines(0, 6000).getBytes(StandardCharsets.UTF_8));
                more.await();
                data.getOutputStream().write(lines(6000, 1).getBytes(StandardCharsets.UTF_8));
            }
            client.say("226 done");
        });
        try (FileStreams.Entries entries = list()) {
            List<Files.Info> first = entries.next();
            assertEquals(SORTED, first.size());
            assertEquals("n9995000", first.get(0).name());
            assertTrue(entries.hasMore());
            int rest = 0;
            while (rest < 1000) {
                List<Files.Info> next = entries.next();
                assertEquals("n%07d".formatted(9_994_999 - rest), next.get(0).name());
                rest += next.size();
            }
            more.countDown();
            assertEquals(1, entries.next().size());
            while (entries.hasMore()) {
                assertEquals(List.of(), entries.next());
            }
            assertNull(entries.incomplete());
        }
        assertEquals(1, harness.files.sessions(login));
    }

    @Test
    void oneThatJustFitsIsNotLarge() {
        server.on("LIST", (client, argument) -> client.transfer(lines(0, SORTED), "226 done"));
        try (FileStreams.Entries entries = list()) {
            assertEquals(SORTED, entries.next().size());
            assertFalse(entries.hasMore());
            assertEquals(List.of(), entries.next());
        }
    }

    @Test
    void linksStayLinksForWhoWalksTrees() {
        server.on("LIST",
                (client, argument) -> client.transfer("lrwxrwxrwx 1 a b 3 Jan 02 2024 around -> .\r\n", "226 done"));
        server.answers("SIZE", "550 a folder");
        try (FileStreams.Entries entries = harness.files.list(login, RemotePath.parse("/folder"), false)) {
            assertEquals(Files.Type.SYMLINK, entries.next().getFirst().type());
        }
        try (FileStreams.Entries entries = list()) {
            assertEquals(Files.Type.DIRECTORY, entries.next().getFirst().type());
        }
    }

    @Test
    void oneThatBreaksOffNeverLooksWhole() {
        server.on("LIST", (client, argument) -> client.transfer(lines(0, 6000), "426 disk trouble"));
        Harness.failure(FailureCode.BACKEND_FAILED, () -> harness.list(login, RemotePath.parse("/folder")));
        assertEquals(0, harness.files.sessions(login));
    }

    @Test
    void theServerWaitsForASlowReader() throws Exception {
        byte[] some = lines(0, 1000).getBytes(StandardCharsets.UTF_8);
        AtomicInteger sent = new AtomicInteger();
        server.on("LIST", (client, argument) -> {
            client.say("150 here it comes");
            try (Socket data = client.data()) {
                while (true) {
                    data.getOutputStream().write(some);
                    sent.incrementAndGet();
                }
            }
        });
        try (FileStreams.Entries entries = list()) {
            entries.next();
            int before;
            do {
                before = sent.get();
            } while (!new CountDownLatch(1).await(300, TimeUnit.MILLISECONDS) && sent.get() > before);
            // What fits into the sockets' buffers, and not more.
            assertTrue(sent.get() < 400, sent + " thousand entries");
            for (int read = 0; read < 1_000_000; read += entries.next().size()) {
                assertTrue(entries.hasMore());
            }
            assertTrue(sent.get() >= 1000, sent + " thousand entries");
        }
    }

    @Test
    void closingEndsWhoeverWaits() throws Exception {
        CountDownLatch sent = new CountDownLatch(1);
        server.on("LIST", (client, argument) -> {
            client.say("150 here it comes");
            client.data().getOutputStream().write(lines(0, 10).getBytes(StandardCharsets.UTF_8));
            sent.countDown();
            server.awaitClose();
        });
        FileStreams.Entries entries = list();
        FutureTask<List<Files.Info>> reader = new FutureTask<>(entries::next);
        Thread thread = Thread.ofVirtual().start(reader);
        assertTrue(sent.await(30, TimeUnit.SECONDS));
        entries.close();
        assertTrue(thread.join(Duration.ofSeconds(30)));
        assertEquals(FutureTask.State.FAILED, reader.state());
        assertEquals(0, harness.files.sessions(login));
    }

    @Test
    void aLookCostsNoListing() {
        list().close();
        assertTrue(server.received().contains("CWD /folder"));
        assertFalse(server.received().contains("LIST"));
        assertEquals(1, harness.files.sessions(login));
    }
}
