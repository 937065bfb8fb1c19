package io.ftpcluster.master.http.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.messages.Files.Info;
import io.ftpcluster.messages.Files;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a client sees of a transfer that breaks, and what the backend sees of a client that leaves. */
class BrokenTransferTest extends PortalTestBase {

    private static final long SIZE = 1_000_000;
    private static final long HUGE = 6L << 30;

    private void put(long announced, long real, FakeContent.End end) {
        server.put("/f", new Info("f", Files.Type.FILE, announced, LONG_AGO, false),
                FakeContent.Script.pattern(real, end));
    }

    private Socket connect(int receiveBuffer) throws IOException {
        return connect(receiveBuffer, "HTTP/1.1");
    }

    private Socket connect(int receiveBuffer, String version) throws IOException {
        Socket socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE));
        socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), portal.port()));
        socket.getOutputStream()
                .write(("GET /ftp/ann/box/f " + version + "\r\nHost: x\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private String readToTheEnd(Socket socket) throws IOException {
        StringBuilder seen = new StringBuilder();
        byte[] bytes = new byte[65536];
        InputStream in = socket.getInputStream();
        try {
            for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                seen.append(new String(bytes, 0, n, StandardCharsets.ISO_8859_1));
            }
        } catch (SocketException e) {
            seen.append("[reset]");
        }
        return seen.toString();
    }

    private static int bodyLength(String response) {
        return response.length() - response.indexOf("\r\n\r\n") - 4;
    }

    @Test
    void aDyingBackendClosesTheConnectionBeforeTheLengthIsReached() throws Exception {
        put(SIZE, SIZE / 2, FakeContent.End.FAILURE);
        try (Socket socket = connect(0)) {
            String seen = readToTheEnd(socket);
            assertTrue(seen.startsWith("HTTP/1.1 200 OK\r\n"));
            assertTrue(seen.contains("content-length: 1000000\r\n"), seen.substring(0, 300));
            assertTrue(bodyLength(seen) < SIZE, "" + bodyLength(seen));
        }
        await(server.lastHandle().content.aborted.future());
        await(server.lastHandle().closed.future());
    }

    @Test
    void aBackendThatFailsAfterTheLastByteLeavesTheFileShort() throws Exception {
        put(SIZE, SIZE, FakeContent.End.FAILURE);
        try (Socket socket = connect(0)) {
            assertTrue(bodyLength(readToTheEnd(socket)) < SIZE);
        }
    }

    @Test
    void anEarlyEndClosesTheConnection() throws Exception {
        put(SIZE, SIZE - 1, FakeContent.End.REGULAR);
        try (Socket socket = connect(0)) {
            assertTrue(bodyLength(readToTheEnd(socket)) < SIZE);
        }
    }

    @Test
    void moreThanAnnouncedLeavesTheFileShort() throws Exception {
        put(SIZE, SIZE * 2, FakeContent.End.REGULAR);
        try (Socket socket = connect(0)) {
            assertTrue(bodyLength(readToTheEnd(socket)) < SIZE);
        }
    }

    @Test
    void withoutALengthTheTerminatingChunkIsMissing() throws Exception {
        put(-1, SIZE, FakeContent.End.FAILURE);
        try (Socket socket = connect(0)) {
            String seen = readToTheEnd(socket);
            assertTrue(seen.contains("transfer-encoding: chunked\r\n"));
            assertFalse(seen.endsWith("\r\n0\r\n\r\n"));
        }
    }

    @Test
    void http10WithoutALengthIsResetWhereAnEndWouldLookRegular() throws Exception {
        put(-1, SIZE, FakeContent.End.FAILURE);
        try (Socket socket = connect(0, "HTTP/1.0\r\nConnection: keep-alive")) {
            assertTrue(readToTheEnd(socket).endsWith("[reset]"));
        }
        put(-1, SIZE, FakeContent.End.REGULAR);
        try (Socket socket = connect(0, "HTTP/1.0\r\nConnection: keep-alive")) {
            String seen = readToTheEnd(socket);
            assertFalse(seen.contains("chunked"));
            assertEquals(SIZE, bodyLength(seen));
        }
    }

    @Test
    void javasClientSeesAnError() {
        put(SIZE, SIZE / 2, FakeContent.End.FAILURE);
        assertThrows(IOException.class, () -> get("/ftp/ann/box/f"));
        put(-1, SIZE / 2, FakeContent.End.FAILURE);
        assertThrows(IOException.class, () -> get("/ftp/ann/box/f"));
    }

    @Test
    void http2StreamsAreReset() throws Exception {
        put(SIZE, SIZE / 2, FakeContent.End.FAILURE);
        HttpClientAgent client = portal.vertx()
                .createHttpClient(
                        new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));
        Promise<Throwable> broken = Promise.promise();
        await(client.request(HttpMethod.GET, portal.port(), "127.0.0.1", "/ftp/ann/box/f")
                .compose(request -> request.send().map(response -> {
                    response.exceptionHandler(broken::tryComplete).endHandler(end -> broken.tryComplete(null)).resume();
                    return response;
                })));
        Throwable cause = await(broken.future());
        StreamResetException reset = assertInstanceOf(StreamResetException.class, cause);
        assertEquals(2, reset.getCode());
    }

    @Test
    void http2DownloadsAndHeadsWork() throws Exception {
        put(SIZE, SIZE, FakeContent.End.REGULAR);
        HttpClientAgent client = portal.vertx()
                .createHttpClient(
                        new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));
        Buffer body = await(client.request(HttpMethod.GET, portal.port(), "127.0.0.1", "/ftp/ann/box/f")
                .compose(request -> request.send().compose(HttpClientResponse::body)));
        assertEquals(SIZE, body.length());
        HttpClientResponse head = await(client.request(HttpMethod.HEAD, portal.port(), "127.0.0.1", "/ftp/ann/box/f")
                .compose(request -> request.send()));
        assertEquals(HttpVersion.HTTP_2, head.version());
        assertEquals("1000000", head.getHeader("content-length"));
    }

    @Test
    void aSlowReaderHoldsTheBackendBack() throws Exception {
        put(HUGE, HUGE, FakeContent.End.REGULAR);
        try (Socket socket = connect(4096)) {
            assertTrue(socket.getInputStream().read() >= 0);
            long given = settled(server.lastHandle().content);
            // What the kernel buffers at both ends on loopback, and ours, is far below this.
            assertTrue(given < 20 << 20, given + " bytes were read ahead");
            assertFalse(server.lastHandle().content.aborted.future().isComplete());
        }
        await(server.lastHandle().content.aborted.future());
        await(server.lastHandle().closed.future());
    }

    /** How much was given when nothing more comes for a while. */
    private long settled(FakeContent content) throws Exception {
        long before = -1;
        for (long now = content.given.get(); now != before; now = content.given.get()) {
            before = now;
            await(portal.vertx().timer(300, TimeUnit.MILLISECONDS));
        }
        return before;
    }

    @Test
    void aClientThatLeavesAbortsASilentBackend() throws Exception {
        put(SIZE, SIZE / 2, FakeContent.End.SILENCE);
        try (Socket socket = connect(0)) {
            assertTrue(socket.getInputStream().read() >= 0);
        }
        await(server.lastHandle().content.aborted.future());
        await(server.lastHandle().closed.future());
    }

    @Test
    void aClientThatLeavesWhileOpeningLeavesNoHandleOpen() throws Exception {
        put(SIZE, SIZE, FakeContent.End.REGULAR);
        Promise<Void> mayOpen = Promise.promise();
        server.mayOpen = mayOpen.future();
        Socket socket = connect(0);
        await(server.openAsked.future());
        Promise<Void> gone = Promise.promise();
        portal.whenConnectionCloses(gone);
        socket.close();
        await(gone.future());
        mayOpen.complete();
        await(server.opened.future());
        await(server.lastHandle().closed.future());
        assertNull(server.lastHandle().content);
    }

    @Test
    void http2CancelAborts() throws Exception {
        put(HUGE, HUGE, FakeContent.End.REGULAR);
        HttpClientAgent client = portal.vertx()
                .createHttpClient(
                        new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));
        await(client.request(HttpMethod.GET, portal.port(), "127.0.0.1", "/ftp/ann/box/f")
                .compose(request -> request.send().compose(response -> request.reset(8)))
                .otherwiseEmpty());
        await(server.lastHandle().content.aborted.future());
        await(server.lastHandle().closed.future());
    }

    @Test
    void manyRequestsShareOneConnection() throws Exception {
        put(100_000, 100_000, FakeContent.End.REGULAR);
        for (int i = 0; i < 20; i++) {
            assertEquals(100_000, get("/ftp/ann/box/f").body().length);
        }
        assertEquals(1, portal.connections());
    }
}
