package io.ftpcluster.master.files.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.master.files.RemoteLogin;
import io.ftpcluster.messages.FileStreams;
import io.ftpcluster.testing.ScriptedFtp;
import io.vertx.core.Promise;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Servers that lie, break off or stay silent while they send a file of which SIZE says 10 bytes. */
class TransferTrapsTest {

    @RegisterExtension
    final FtpTestBed bed = new FtpTestBed();
    private final ScriptedFtp server = bed.server();
    private Harness harness = bed.harness(Harness.TWO_SESSIONS);
    private final RemoteLogin login = bed.login();

    /** For a server that hangs. */
    private void impatient() {
        harness = bed.harness(Harness.SHORT);
    }

    private String read() throws Exception {
        return new String(harness.read(login, "/file"), StandardCharsets.UTF_8);
    }

    private Failure fails(FailureCode code) throws Exception {
        Failure failure = Harness.failure(code, this::read);
        assertTrue(failure.detail().startsWith("alpha: "), failure.detail());
        // A session in doubt is never used again.
        Harness.eventually(() -> harness.files.sessions(login) == 0);
        return failure;
    }

    @Test
    void readsFromAWellBehavedOne() throws Exception {
        FileStreams.Handle handle = harness.open(login, "/file");
        assertEquals("2024-01-02T03:04:05Z", handle.info().modified().toString());
        assertEquals("0123456789", new String(Harness.read(handle, 0, -1), StandardCharsets.UTF_8));
        assertTrue(server.received().contains("TYPE I"));
    }

    @Test
    void takesAnyPositiveReplyAsTheEnd() throws Exception {
        server.on("RETR", (client, argument) -> client.transfer("0123456789", "250 fine too"));
        assertEquals("0123456789", read());
        assertEquals("0123456789", read());
        assertEquals(1, server.connections());
    }

    @Test
    void failsWhenFewerBytesCameThoughConfirmed() throws Exception {
        server.on("RETR", (client, argument) -> client.transfer("01234", "226 done"));
        Failure failure = fails(FailureCode.BACKEND_FAILED);
        assertTrue(failure.detail().contains("sent 5 of 10 bytes"), failure.detail());
    }

    @Test
    void failsWhenMoreBytesCameThanTheFileHas() throws Exception {
        server.on("RETR", (client, argument) -> client.transfer("0123456789-and-more", "226 done"));
        Failure failure = fails(FailureCode.BACKEND_FAILED);
        assertTrue(failure.detail().contains("more than the 10 bytes"), failure.detail());
    }

    @Test
    void endsWithThePromisedBytesWhenTheFileHasGrown() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        server.on("SIZE", (client, argument) -> client.say(asked.getAndIncrement() == 0 ? "213 10" : "213 19"))
                .on("RETR", (client, argument) -> client.transfer("0123456789-and-more", "226 done"));
        assertEquals("0123456789", read());
    }

    @Test
    void failsOn426AfterAllBytes() throws Exception {
        server.on("RETR", (client, argument) -> client.transfer("0123456789", "426 aborted on my side"));
        Failure failure = fails(FailureCode.BACKEND_FAILED);
        assertTrue(failure.detail().contains("426 aborted on my side"), failure.detail());
    }

    @Test
    void failsWhenTheLastReplyNeverComes() throws Exception {
        impatient();
        server.on("RETR", (client, argument) -> {
            client.transfer("0123456789", null);
            server.awaitClose();
        });
        fails(FailureCode.BACKEND_TIMEOUT);
    }

    @Test
    void failsWhenTheServerDiesHalfway() throws Exception {
        server.on("RETR", (client, argument) -> {
            client.transfer("01234", null);
            client.hangUp();
        });
        fails(FailureCode.BACKEND_FAILED);
    }

    @Test
    void failsWhenTheTransferStalls() throws Exception {
        impatient();
        server.on("RETR", (client, argument) -> {
            client.say("150 here it comes");
            try (Socket data = client.data()) {
                data.getOutputStream().write('0');
                server.awaitClose();
            }
        });
        fails(FailureCode.BACKEND_TIMEOUT);
    }

    @Test
    void neverDeliversTheLastBytesUnconfirmed() throws Exception {
        server.on("RETR", (client, argument) -> client.transfer("0123456789", "451 disk error"));
        FileStreams.Content content = Harness.get(harness.open(login, "/file").read(0, -1));
        AtomicInteger delivered = new AtomicInteger();
        content.handler(chunk -> delivered.addAndGet(chunk.length()));
        Promise<Void> failed = Promise.promise();
        content.exceptionHandler(failed::fail).endHandler(v -> failed.complete());
        content.resume();
        Harness.failure(FailureCode.BACKEND_FAILED, () -> Harness.get(failed.future()));
        assertTrue(delivered.get() < 10, delivered + " bytes look whole");
    }

    @Test
    void dialsTheServerWhateverAddressPasvNames() throws Exception {
        server.answers("EPSV", "500 unknown").on("PASV", (client, argument) -> {
            int port = client.listen();
            client.say("227 Entering Passive Mode (10,255,255,1," + port / 256 + "," + port % 256 + ")");
        });
        assertEquals("0123456789", read());
        assertEquals("0123456789", read());
        assertEquals(1, server.received().stream().filter("EPSV"::equals).count(), "asked again though refused");
    }

    @Test
    void saysWhenTheMiddleOfAFileCannotBeHad() {
        server.answers("REST", "502 not here");
        Failure failure = Harness.failure(FailureCode.BACKEND_FAILED,
                () -> Harness.read(harness.open(login, "/file"), 5, -1));
        assertTrue(failure.detail().contains("middle of a file"), failure.detail());
    }

    @Test
    void tellsRefusalsApart() throws Exception {
        server.answers("RETR", "550 Permission denied.");
        Harness.failure(FailureCode.FORBIDDEN, this::read);
        server.answers("RETR", "550 No such file.");
        Harness.failure(FailureCode.NOT_FOUND, this::read);
        server.answers("RETR", "451 disk error");
        Harness.failure(FailureCode.BACKEND_FAILED, this::read);
        Harness.eventually(() -> harness.files.sessions(login) == 1);
    }

    @Test
    void asksMlstThenTheParentWhereSizeIsUnknown() throws Exception {
        server.answers("SIZE", "502 no")
                .answers("FEAT", "211-x\r\n MLST type*;size*;\r\n211 end")
                .answers("MLST", "250-x\r\n type=file;size=10;modify=20240102030405; /file\r\n250 end");
        assertEquals(10, harness.open(login, "/file").info().size());
        server.answers("MLST", "500 no")
                .answers("CWD", "250 there")
                .on("CWD", (client, argument) -> client.say(argument.endsWith("file") ? "550 no" : "250 there"))
                .on("MLSD", (client, argument) -> client.transfer("type=file;size=7; file\r\n", "226 done"));
        assertEquals(7, harness.open(login, "/file").info().size());
    }

    @Test
    void anAbortAfterTheServerConfirmedHurtsNobodyElse() throws Exception {
        FileStreams.Content first = Harness.get(harness.open(login, "/file").read(0, -1));
        Harness.eventually(() -> server.received().contains("RETR /file"));
        FileStreams.Handle blocker = harness.open(login, "/file");
        // Two sessions at most: this one is the first's, given back though its reader has taken nothing yet.
        FileStreams.Handle second = harness.open(login, "/file");
        first.abort();
        assertEquals("0123456789", new String(Harness.read(second, 0, -1), StandardCharsets.UTF_8));
        blocker.close();
    }

    @Test
    void givesBackWhatIsOpenedAndClosed() throws Exception {
        for (int i = 0; i < 10; i++) {
            FileStreams.Handle handle = harness.open(login, "/file");
            handle.close();
            handle.close();
        }
        assertEquals(1, server.connections());
        assertEquals("0123456789", read());
        assertFalse(server.received().contains("ABOR"));
    }
}
