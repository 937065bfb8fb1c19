package io.ftpcluster.master.http.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.FailureCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** PUT by clients that leave or wait for our word, and to servers that fail. */
class BrokenUploadTest extends PortalTestBase {

    private static final long SIZE = 1L << 40;

    private FakeChanges changes;

    @BeforeEach
    void answerChanges() {
        changes = new FakeChanges(portal.vertx(), portal.bus());
    }

    private Socket connect(String headers) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), portal.port());
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE));
        socket.getOutputStream()
                .write(("PUT /ftp/ann/box/f HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String readHead(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        InputStream in = socket.getInputStream();
        for (int c = in.read(); c >= 0 && !head.toString().endsWith("\r\n\r\n"); c = in.read()) {
            head.append((char) c);
            if (head.toString().endsWith("\r\n\r\n")) {
                break;
            }
        }
        return head.toString();
    }

    /** Writes until the other end closes; how much that was. */
    private static long writeUntilClosed(Socket socket, byte[] chunk) throws IOException {
        long written = 0;
        try {
            while (written < 1L << 30) {
                socket.getOutputStream().write(chunk);
                written += chunk.length;
            }
        } catch (SocketException closed) {
            return written;
        }
        return written;
    }

    @Test
    void aClientThatLeavesEndsTheUpload() throws Exception {
        try (Socket socket = connect("Content-Length: 1000")) {
            socket.getOutputStream().write(new byte[500]);
            await(await(changes.opened.future()).started.future());
        }
        await(changes.lastSink().aborted.future());
        assertFalse(changes.lastSink().committed.future().isComplete());
    }

    @Test
    void aClientThatLeavesWithoutTheLastChunkEndsItToo() throws Exception {
        try (Socket socket = connect("Transfer-Encoding: chunked")) {
            socket.getOutputStream().write("3\r\nabc\r\n".getBytes(StandardCharsets.US_ASCII));
            await(await(changes.opened.future()).started.future());
        }
        await(changes.lastSink().aborted.future());
        assertFalse(changes.lastSink().committed.future().isComplete());
    }

    @Test
    void aBodyThatIsNotWellFormedIsNotKept() throws Exception {
        try (Socket socket = connect("Transfer-Encoding: chunked")) {
            socket.getOutputStream().write("3\r\nabc\r\nzz\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            await(await(changes.opened.future()).aborted.future());
        }
        assertFalse(changes.lastSink().committed.future().isComplete());
    }

    @Test
    void aClientThatLeavesWhileOpeningLeavesNoSinkOpen() throws Exception {
        Promise<Void> mayOpen = Promise.promise();
        changes.mayOpen = mayOpen.future();
        Promise<Void> gone = Promise.promise();
        portal.whenConnectionCloses(gone);
        Socket socket = connect("Content-Length: 1000");
        await(changes.uploadAsked.future());
        socket.close();
        await(gone.future());
        mayOpen.complete();
        await(await(changes.opened.future()).aborted.future());
    }

    @Test
    void http2CancelAborts() throws Exception {
        HttpClientAgent client = portal.vertx()
                .createHttpClient(
                        new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));
        var request = await(client.request(HttpMethod.PUT, portal.port(), "127.0.0.1", "/ftp/ann/box/f"));
        await(request.setChunked(true).write(Buffer.buffer("abc")));
        await(await(changes.opened.future()).started.future());
        await(request.reset(8));
        await(changes.lastSink().aborted.future());
        assertFalse(changes.lastSink().committed.future().isComplete());
    }

    @Test
    void http2StreamsThatNobodyReadsAreReset() throws Exception {
        changes.refusal = FailureCode.BACKEND_FAILED;
        HttpClientAgent client = portal.vertx()
                .createHttpClient(
                        new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));
        var request = await(client.request(HttpMethod.PUT, portal.port(), "127.0.0.1", "/ftp/ann/box/f"));
        Promise<Void> reset = Promise.promise();
        request.putHeader("Content-Length", String.valueOf(SIZE)).exceptionHandler(cause -> reset.tryComplete());
        await(request.write(Buffer.buffer("abc")));
        assertEquals(502, await(request.response()).statusCode());
        await(reset.future());
    }

    @Test
    void theWordToGoOnComesWhenTheServerIsReady() throws Exception {
        Promise<Void> mayOpen = Promise.promise();
        changes.mayOpen = mayOpen.future();
        try (Socket socket = connect("Content-Length: 3\r\nExpect: 100-continue")) {
            await(changes.uploadAsked.future());
            await(portal.vertx().timer(200, TimeUnit.MILLISECONDS));
            assertEquals(0, socket.getInputStream().available(), "nothing may come before the server is ready");
            mayOpen.complete();
            assertTrue(readHead(socket).startsWith("HTTP/1.1 100 Continue\r\n"));
            socket.getOutputStream().write("abc".getBytes(StandardCharsets.US_ASCII));
            assertTrue(readHead(socket).startsWith("HTTP/1.1 201 Created\r\n"));
        }
    }

    @Test
    void aRefusalComesInsteadOfTheWordToGoOn() throws Exception {
        changes.refusal = FailureCode.FORBIDDEN;
        try (Socket socket = connect("Content-Length: " + SIZE + "\r\nExpect: 100-continue")) {
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertTrue(all.startsWith("HTTP/1.1 403 Forbidden\r\n"), all);
            assertTrue(all.contains("connection: close\r\n"), all);
        }
    }

    @Test
    void aServerThatFailsInTheMiddleEndsTheConnection() throws Exception {
        changes.script = new FakeSink.Script(Long.MAX_VALUE, 100_000, Future.succeededFuture(true));
        try (Socket socket = connect("Content-Length: " + SIZE)) {
            long written = writeUntilClosed(socket, new byte[65536]);
            assertTrue(written < 50 << 20, written + " bytes were taken");
            String head = readHead(socket);
            assertTrue(head.startsWith("HTTP/1.1 502 "), head);
            assertTrue(head.contains("connection: close\r\n"), head);
        }
        await(changes.lastSink().aborted.future());
    }

    @Test
    void aServerThatFailsAtOnceEndsTheConnectionToo() throws Exception {
        changes.refusal = FailureCode.BACKEND_FAILED;
        try (Socket socket = connect("Content-Length: " + SIZE)) {
            long written = writeUntilClosed(socket, new byte[65536]);
            assertTrue(written < 50 << 20, written + " bytes were taken");
            assertTrue(readHead(socket).startsWith("HTTP/1.1 502 "));
        }
    }

    @Test
    void unknownLengthsAreNotReadToTheirEndEither() throws Exception {
        changes.refusal = FailureCode.BACKEND_FAILED;
        try (Socket socket = connect("Transfer-Encoding: chunked")) {
            String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
            assertTrue(writeUntilClosed(socket, chunk.getBytes(StandardCharsets.US_ASCII)) < 50 << 20);
            assertTrue(readHead(socket).startsWith("HTTP/1.1 502 "));
        }
    }
}
