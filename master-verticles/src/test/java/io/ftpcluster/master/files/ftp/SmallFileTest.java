package io.ftpcluster.master.files.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.messages.FileStreams;
import io.vertx.core.buffer.Buffer;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Small files come with their opening, where servers and readers do as they should. */
class SmallFileTest extends WarmServer {

    /** One byte too many to come with the opening. */
    private static final String LARGER = "x".repeat(16 * 1024 + 1);

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
        FileStreams.Handle handle = harness.openWhole(login, "/file");
        Harness.failure(FailureCode.INVALID, () -> Harness.read(handle, 5, -1));
        assertEquals(0, harness.files.sessions(login));
    }

    @Test
    void holdsNoSessionForASmallFile() throws Exception {
        readAndAwaitPreparation();
        // Who gets no turn for a moment must not look slow: all is there when the server says that it comes.
        server.on("RETR", (client, argument) -> {
            try (Socket data = client.data()) {
                data.getOutputStream().write("0123456789".getBytes(StandardCharsets.UTF_8));
            }
            client.say("150 here it comes");
            client.say("226 done");
        });
        FileStreams.Handle first = harness.openWhole(login, "/file");
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
        FileStreams.Handle handle = harness.openWhole(login, "/file");
        opened.countDown();
        assertEquals("0123456789", new String(Harness.read(handle, 0, -1), StandardCharsets.UTF_8));
        assertEquals(1, harness.files.sessions(login));
    }

    @Test
    void tellsTheReaderOfASmallFileThatItWasNotConfirmed() throws Exception {
        readAndAwaitPreparation();
        server.on("RETR", (client, argument) -> client.transfer("0123456789", "451 disk trouble"));
        FileStreams.Handle handle = harness.openWhole(login, "/file");
        Failure failure = Harness.failure(FailureCode.BACKEND_FAILED, () -> Harness.read(handle, 0, -1));
        assertTrue(failure.detail().contains("451 disk trouble"), failure.detail());
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
        FileStreams.Content content = Harness.get(harness.openWhole(login, "/file").read(0, -1));
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
