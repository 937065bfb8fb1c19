package io.ftpcluster.master.http.body;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.internal.PlatformDependent;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UnpooledBodyHandlerTest {

    private static final int UPLOADS = 100;
    private static final int BODY = 4 << 20;
    private static final long MAY_GROW = 16L << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    private HttpServer server;
    private volatile Promise<Void> closed;

    @BeforeEach
    void listen() throws TimeoutException {
        server = vertx.createHttpServer().connectionHandler(connection -> {
            UnpooledBodyHandler.onlyFor(connection);
            connection.closeHandler(gone -> closed.tryComplete());
        }).requestHandler(this::answer).listen(0, "127.0.0.1").await(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    private void answer(HttpServerRequest request) {
        if (request.path().equals("/paused")) {
            request.pause();
            vertx.setTimer(20, later -> request.connection().close());
        } else {
            request.body().onSuccess(body -> request.response().end("" + body.length()));
        }
    }

    /** What Netty has of native memory never comes back from a collection; only whoever took it can give it back. */
    @Test
    void uploadsThatBreakOffWhilePausedLeaveNothing() throws Exception {
        upload(); // The pools and the threads' own caches are made once.
        long before = PlatformDependent.usedDirectMemory();
        for (int i = 0; i < UPLOADS; i++) {
            upload();
        }
        long grown = PlatformDependent.usedDirectMemory() - before;
        assertTrue(grown < MAY_GROW, "native memory grew by " + (grown >> 10) + " KiB");
    }

    private void upload() throws IOException, TimeoutException {
        closed = Promise.promise();
        try (Socket client = connect("PUT /paused HTTP/1.1\r\nHost: x\r\nContent-Length: " + BODY + "\r\n\r\n")) {
            OutputStream output = client.getOutputStream();
            output.write(new byte[BODY]);
        } catch (IOException expected) {
            // The server takes a part and hangs up.
            assertTrue(expected.getMessage() != null);
        }
        closed.future().await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void bodiesArriveWhole() throws IOException {
        try (Socket client = connect(
                "PUT /all HTTP/1.1\r\nHost: x\r\nContent-Length: 300000\r\nConnection: close\r\n\r\n"
                        + "x".repeat(300_000))) {
            assertEquals("300000", body(client));
        }
        try (Socket client = connect("PUT /all HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close"
                + "\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nA: b\r\n\r\n")) {
            assertEquals("5", body(client));
        }
    }

    @Test
    void aBrokenChunkIsStillRefused() throws IOException {
        try (Socket client = connect("PUT /all HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close"
                + "\r\n\r\n3\r\nabc\r\nzz\r\nde\r\n0\r\n\r\n")) {
            assertEquals("", body(client));
        }
    }

    private Socket connect(String text) throws IOException {
        closed = Promise.promise();
        Socket client = new Socket(InetAddress.getLoopbackAddress(), server.actualPort());
        client.setSoTimeout((int) PATIENCE.toMillis());
        client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        return client;
    }

    /** Of a response that says 200, or nothing. */
    private static String body(Socket client) throws IOException {
        String text = new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        return text.startsWith("HTTP/1.1 200 ") ? text.substring(text.indexOf("\r\n\r\n") + 4) : "";
    }
}
