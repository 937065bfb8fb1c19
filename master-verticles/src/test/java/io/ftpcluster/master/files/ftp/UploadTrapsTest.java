package io.ftpcluster.master.files.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.files.ConflictPolicy;
import io.ftpcluster.master.files.RemoteLogin;
import io.ftpcluster.messages.FileStreams;
import io.ftpcluster.messages.RemotePath;
import io.ftpcluster.testing.ScriptedFtp;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Servers that refuse, break off or stay silent while they take a new file of 10 bytes, {@code /file}. */
class UploadTrapsTest {

    private static final byte[] BYTES = "0123456789".getBytes(StandardCharsets.UTF_8);
    private static final RemotePath FILE = RemotePath.parse("/file");

    @RegisterExtension
    final FtpTestBed bed = new FtpTestBed();
    private final ScriptedFtp server = bed.server();
    private Harness harness = bed.harness(Harness.TWO_SESSIONS);
    private final RemoteLogin login = bed.login();

    @BeforeEach
    void script() {
        server.on("SIZE", (client, argument) -> client.say(argument.contains(".part") ? "213 10" : "550 none"))
                .on("CWD", (client, argument) -> client.say(argument.contains("file") ? "550 none" : "250 there"))
                .on("STOR", (client, argument) -> take(client, "226 done"))
                .answers("RNFR", "350 and now")
                .answers("RNTO", "250 renamed")
                .answers("DELE", "250 gone");
    }

    /** For a server that hangs. */
    private void impatient() {
        harness = bed.harness(Harness.SHORT);
    }

    /** Only with those: cleaning up after them takes its time. */
    private void impatientWithStalls() {
        Config.Ftp patient = Harness.TWO_SESSIONS;
        harness = bed.harness(new Config.Ftp(patient.connect(), patient.reply(), Harness.SHORT.stall(), patient.queue(),
                patient.idle(), 2));
    }

    private static void take(ScriptedFtp.Conversation client, String lastReply) throws IOException {
        client.say("150 give");
        try (Socket data = client.data()) {
            data.getInputStream().readAllBytes();
        }
        if (lastReply != null) {
            client.say(lastReply);
        }
    }

    private boolean put() throws Exception {
        return harness.put(login, "/file", ConflictPolicy.REPLACE, 0, BYTES);
    }

    private long received(String start) {
        return server.received().stream().filter(line -> line.startsWith(start)).count();
    }

    private Failure failsAndCleans(FailureCode code) throws Exception {
        Failure failure = Harness.failure(code, this::put);
        Harness.eventually(() -> received("DELE /.ftpcluster-") == 1);
        assertEquals(0, received("RNTO"));
        return failure;
    }

    /** It may have made the file. */
    @Test
    void cleansUpWhenTheServerNeverAnswersToTheUpload() throws Exception {
        impatient();
        server.on("STOR", (client, argument) -> {});
        failsAndCleans(FailureCode.BACKEND_TIMEOUT);
    }

    @Test
    void givesAWellBehavedOneATemporaryNameFirst() throws Exception {
        assertTrue(put());
        assertEquals(1, received("STOR /.ftpcluster-"));
        assertEquals(1, received("RNTO /file"));
        assertTrue(put());
        assertEquals(1, server.connections());
        assertEquals(0, received("DELE"));
        assertEquals(3, received("RNFR"), "one to ask whether the server can, and one for each upload");
    }

    @Test
    void goesStraightToTheFileWhereNothingCanBeRenamed() throws Exception {
        server.answers("RNFR", "502 no");
        server.on("SIZE", (client, argument) -> client.say("550 none"));
        assertTrue(put());
        assertEquals(1, received("STOR /file"));
        assertEquals(0, received("STOR /.ftp"));
    }

    @Test
    void goesStraightToTheFileWhereTemporaryNamesAreRefused() throws Exception {
        server.on("STOR", (client, argument) -> {
            if (argument.contains("/.")) {
                client.say("553 no hidden files");
            } else {
                take(client, "226 done");
            }
        });
        assertTrue(put());
        assertEquals(1, received("STOR /file"));
        assertEquals(1, server.connections());
    }

    @Test
    void removesWhatIsHalfUnderItsOwnName() throws Exception {
        server.answers("RNFR", "502 no").on("STOR", (client, argument) -> take(client, "452 disk full"));
        Failure failure = Harness.failure(FailureCode.INSUFFICIENT_STORAGE, this::put);
        assertTrue(failure.detail().contains("452 disk full"), failure.detail());
        assertEquals(1, received("DELE /file"));
    }

    @Test
    void tellsRefusalsApart() throws Exception {
        server.answers("STOR", "550 Permission denied.");
        Harness.failure(FailureCode.FORBIDDEN, this::put);
        server.answers("STOR", "502 read-only");
        Failure failure = Harness.failure(FailureCode.UNSUPPORTED, this::put);
        assertTrue(failure.detail().contains("STOR"), failure.detail());
        server.answers("STOR", "452 disk full");
        Harness.failure(FailureCode.INSUFFICIENT_STORAGE, this::put);
        assertEquals(1, harness.files.sessions(login));
    }

    @Test
    void failsOn426And451AfterAllBytes() throws Exception {
        server.on("STOR", (client, argument) -> take(client, "426 aborted on my side"));
        Failure failure = failsAndCleans(FailureCode.BACKEND_FAILED);
        assertTrue(failure.detail().contains("426 aborted on my side"), failure.detail());
        server.on("STOR", (client, argument) -> take(client, "451 disk error"));
        Harness.failure(FailureCode.BACKEND_FAILED, this::put);
        assertEquals(2, received("DELE"));
    }

    @Test
    void failsWhenTheFileIsShorterThoughConfirmed() throws Exception {
        server.on("SIZE", (client, argument) -> client.say(argument.contains(".part") ? "213 9" : "550 none"));
        Failure failure = failsAndCleans(FailureCode.BACKEND_FAILED);
        assertTrue(failure.detail().contains("the 10 bytes"), failure.detail());
    }

    @Test
    void failsWhenTheLastReplyNeverComes() throws Exception {
        impatient();
        server.on("STOR", (client, argument) -> {
            take(client, null);
            server.awaitClose();
        });
        failsAndCleans(FailureCode.BACKEND_TIMEOUT);
    }

    @Test
    void failsWhenTheServerDiesHalfway() throws Exception {
        server.on("STOR", (client, argument) -> {
            client.say("150 give");
            try (Socket data = client.data()) {
                data.setSoLinger(true, 0);
                client.hangUp();
            }
        });
        failsAndCleans(FailureCode.BACKEND_FAILED);
    }

    @Test
    void failsWhenTheServerTakesNothing() throws Exception {
        impatientWithStalls();
        server.on("STOR", (client, argument) -> {
            client.say("150 give");
            try (Socket data = client.data()) {
                assertTrue(data.isConnected());
                server.awaitClose();
            }
        });
        FileStreams.Sink sink = harness.files.upload(login, FILE, ConflictPolicy.REPLACE, 0, -1);
        // More than the buffers of two sockets hold.
        Future<Void> written = sink.write(Buffer.buffer(new byte[32 << 20]));
        assertTrue(sink.writeQueueFull());
        Failure failure = Harness.failure(FailureCode.BACKEND_TIMEOUT, () -> Harness.get(written));
        assertTrue(failure.detail().contains("took nothing"), failure.detail());
        Harness.failure(FailureCode.BACKEND_TIMEOUT, () -> Harness.get(sink.commit()));
        Harness.eventually(() -> received("DELE /.ftpcluster-") == 1);
    }

    @Test
    void endsASinkThatNobodyFeeds() throws Exception {
        impatientWithStalls();
        FileStreams.Sink sink = harness.files.upload(login, FILE, ConflictPolicy.REPLACE, 0, -1);
        AtomicInteger failed = new AtomicInteger();
        sink.exceptionHandler(e -> failed.incrementAndGet());
        Harness.eventually(() -> failed.get() == 1);
        assertEquals(1, received("DELE /.ftpcluster-"));
        Harness.failure(FailureCode.TIMEOUT, () -> Harness.get(sink.commit()));
    }

    @Test
    void cleansUpWhenTheServerRefusesTheRealName() throws Exception {
        server.answers("RNTO", "553 not this name");
        Harness.failure(FailureCode.FORBIDDEN, this::put);
        assertEquals(1, received("DELE /.ftpcluster-"));
        assertEquals(0, received("DELE /file"));
        assertEquals(1, server.connections());
    }

    @Test
    void deletesTheOldFileOnlyWhereTheServerDoesNotRenameOverIt() throws Exception {
        server.answers("SIZE", "213 10")
                .on("RNTO",
                        (client, argument) -> client.say(received("DELE /file") == 0 ? "553 exists" : "250 renamed"));
        assertFalse(put());
        assertEquals(1, received("DELE"));
        server.answers("RNTO", "550 Permission denied");
        Harness.failure(FailureCode.FORBIDDEN, this::put);
        assertEquals(1, received("DELE /file"));
    }

    @Test
    void keepsTheNewFileWhenTheOldOneIsGone() throws Exception {
        server.answers("SIZE", "213 10").answers("RNTO", "553 exists");
        Failure failure = Harness.failure(FailureCode.BACKEND_FAILED, this::put);
        assertTrue(failure.detail().contains(".ftpcluster-"), failure.detail());
        assertEquals(0, received("DELE /.ftpcluster-"));
    }

    @Test
    void continuesOnlyWhereTheServerCan() throws Exception {
        server.answers("SIZE", "213 5").answers("REST", "502 no");
        Failure failure = Harness.failure(FailureCode.UNSUPPORTED,
                () -> harness.put(login, "/file", ConflictPolicy.REPLACE, 5, BYTES));
        assertTrue(failure.detail().contains("REST"), failure.detail());
        assertEquals(0, received("STOR"));
        server.answers("REST", "350 from there")
                .on("SIZE", (client, argument) -> client.say(received("STOR") == 0 ? "213 5" : "213 15"));
        assertFalse(harness.put(login, "/file", ConflictPolicy.REPLACE, 5, BYTES));
        assertEquals(1, received("STOR /file"));
        assertEquals(0, received("RNFR"));
    }

    @Test
    void whatWasContinuedStaysToBeContinuedAgain() throws Exception {
        server.answers("SIZE", "213 5").on("STOR", (client, argument) -> take(client, "426 cut"));
        Harness.failure(FailureCode.BACKEND_FAILED,
                () -> harness.put(login, "/file", ConflictPolicy.REPLACE, 5, BYTES));
        assertEquals(0, received("DELE"));
    }
}
