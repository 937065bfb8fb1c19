package io.ftpcluster.master.http.connections;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.config.Network;
import io.ftpcluster.testing.Eventually;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.transport.Transport;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real sockets at a server that watches its connections. */
class ConnectionsTest {

    private static final int READ_MILLIS = 30_000;
    private static final int ANSWER = 200_000;
    private static final int ANSWERS = 100;
    private static final String ANSWERED = "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\ndone";
    private static final int MUCH = 16 << 20;
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(200);

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final List<Socket> sockets = new ArrayList<>();
    private Vertx vertx;
    private int port;

    @AfterEach
    void stop() throws Exception {
        for (Socket socket : sockets) {
            socket.close();
        }
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    private void start(int most, int perAddress, Duration head, Duration stall, List<Network> proxies)
            throws Exception {
        Connections connections = new Connections(
                new ConnectionLimits(most, perAddress, 64 << 20, 16 << 20, head, stall), proxies, metrics);
        vertx = Vertx.builder().withTransport(new Admission(connections).at(Transport.NIO)).build();
        vertx.setPeriodic(50, id -> connections.look());
        HttpServer server = vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .connectionHandler(ConnectionGuard::begin)
                .webSocketHandler(socket -> socket.textMessageHandler(socket::writeTextMessage))
                .requestHandler(
                        request -> request.response().end(request.path().equals("/much") ? "x".repeat(MUCH) : "done"));
        port = server.listen().await(30, TimeUnit.SECONDS).actualPort();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.setSoTimeout(READ_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), READ_MILLIS);
        sockets.add(socket);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static boolean serves(Socket socket) throws IOException {
        try {
            send(socket, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            return new String(socket.getInputStream().readNBytes(ANSWERED.length()), StandardCharsets.US_ASCII)
                    .equals(ANSWERED);
        } catch (SocketException closed) {
            return false;
        }
    }

    @Test
    void whoSpeaksWebSocketIsNeverIdle() throws Exception {
        // More than one that may go: who was just answered may not count as idle for a moment.
        start(4, 100, LONG, LONG, List.of());
        Socket agent = connect();
        send(agent, String.join("\r\n", "GET /echo HTTP/1.1", "Host: x", "Connection: Upgrade", "Upgrade: websocket",
                "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "", ""));
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            head.append((char) agent.getInputStream().read());
        }
        assertTrue(head.toString().startsWith("HTTP/1.1 101"), head::toString);
        for (int i = 0; i < 50; i++) {
            assertTrue(serves(connect()));
        }
        Eventually.until(() -> cut("shed") == 47);
        // Text of two bytes, masked with zeros.
        agent.getOutputStream().write(new byte[]{(byte) 0x81, (byte) 0x82, 0, 0, 0, 0, 'h', 'i'});
        assertArrayEquals(new byte[]{(byte) 0x81, 2, 'h', 'i'}, agent.getInputStream().readNBytes(4));
    }

    /** Asks for more than it takes. */
    private static boolean isBusy(Socket socket) throws IOException {
        send(socket, "GET /much HTTP/1.1\r\nHost: x\r\n\r\n");
        return socket.getInputStream().read() == 'H';
    }

    private static boolean isClosed(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }

    private double cut(String reason) {
        return metrics.get("ftpcluster.http.connections.cut").tag("reason", reason).counter().count();
    }

    private double open() {
        return metrics.get("ftpcluster.http.connections").gauge().value();
    }

    @Test
    void oneAddressLeavesRoomForOthersAndGetsItsOwnBack() throws Exception {
        start(100, 3, LONG, LONG, List.of());
        for (int i = 0; i < 3; i++) {
            assertTrue(serves(connect()));
        }
        assertTrue(isClosed(connect()));
        assertEquals(1, metrics.get("ftpcluster.http.connections.refused").counter().count());
        sockets.removeFirst().close();
        Eventually.until(() -> serves(connect()));
    }

    @Test
    void aTrustedProxysAddressIsNotCounted() throws Exception {
        start(5, 1, LONG, LONG, List.of(new Network(InetAddress.getLoopbackAddress(), 32)));
        for (int i = 0; i < 5; i++) {
            assertTrue(isBusy(connect()));
        }
        assertTrue(isClosed(connect()), "there are too many in all");
        assertEquals(0, cut("shed"));
    }

    @Test
    void whoHasWaitedLongestForItsClientMakesRoom() throws Exception {
        start(4, 100, LONG, LONG, List.of());
        Socket busy = connect();
        assertTrue(isBusy(busy));
        Socket half = connect();
        send(half, "GET / HTTP/1.1\r\nHos");
        Socket kept = connect();
        assertTrue(serves(kept));
        Socket silent = connect();
        Eventually.until(() -> open() == 4);

        Socket other = connect();
        assertTrue(serves(other));
        assertTrue(isClosed(half), "the oldest of those that wait");
        assertEquals(1, cut("shed"));
        assertTrue(serves(kept), "this one has just begun to wait again");
        assertTrue(serves(connect()));
        assertTrue(isClosed(silent));
        assertEquals(2, cut("shed"));
        assertEquals(MUCH, busy.getInputStream().readNBytes(MUCH).length, "its answer is under way");
    }

    @Test
    void aHeadThatNeverEndsIsNotWaitedFor() throws Exception {
        start(100, 100, SHORT, LONG, List.of());
        Socket silent = connect();
        Socket slow = connect();
        send(slow, "GET / HTTP/1.1\r\nHos");
        assertTrue(isClosed(silent));
        assertTrue(isClosed(slow));
        assertEquals(2, cut("head"));
        Eventually.until(() -> open() == 0);
    }

    @Test
    void betweenRequestsAndDuringThemNoHeadIsWaitedFor() throws Exception {
        start(100, 100, SHORT, LONG, List.of());
        Socket kept = connect();
        assertTrue(serves(kept));
        Socket late = connect();
        // Its head is never late; when the other's is, all that was to be cut was.
        send(late, "G");
        assertTrue(isClosed(late));
        send(kept, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        String rest = new String(kept.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertTrue(rest.startsWith("HTTP/1.1 200") && rest.endsWith("done"), rest);
    }

    @Test
    void whoTakesNothingIsCut() throws Exception {
        start(100, 100, LONG, SHORT, List.of());
        Socket stalled = connect();
        send(stalled, "GET /much HTTP/1.1\r\nHost: x\r\n\r\n");
        Eventually.until(() -> cut("stalled") == 1);
        Eventually.until(() -> open() == 0);
        assertTrue(serves(connect()));
    }

    /** They would all be in memory before the first is taken. */
    @Test
    void pipelinedRequestsAreAnsweredAsTheAnswersAreTaken() throws Exception {
        Connections connections = new Connections(new ConnectionLimits(10, 10, 64 << 20, 64 << 20, LONG, LONG),
                List.of(), metrics);
        vertx = Vertx.builder().withTransport(new Admission(connections).at(Transport.NIO)).build();
        AtomicInteger answered = new AtomicInteger();
        Router router = Router.router(vertx);
        router.route("/large").handler(ConnectionGuard::boundAnswers).handler(context -> {
            answered.incrementAndGet();
            context.end("x".repeat(ANSWER));
        });
        router.route("/small").handler(context -> context.end("done"));
        HttpServer server = vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .connectionHandler(ConnectionGuard::begin)
                .requestHandler(router);
        port = server.listen().await(30, TimeUnit.SECONDS).actualPort();

        Socket greedy = connect();
        greedy.getOutputStream()
                .write("GET /large HTTP/1.1\r\nHost: x\r\n\r\n".repeat(ANSWERS).getBytes(StandardCharsets.US_ASCII));
        Eventually.until(() -> answered.get() > 0);
        // All of one server are on one event loop, so that what came before has been looked at.
        Socket other = connect();
        other.getOutputStream()
                .write("GET /small HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
        other.getInputStream().readAllBytes();
        assertTrue(answered.get() < ANSWERS / 2, answered + " answers at once");
        greedy.getInputStream().readNBytes(ANSWERS * ANSWER);
        assertEquals(ANSWERS, answered.get());
    }
}
