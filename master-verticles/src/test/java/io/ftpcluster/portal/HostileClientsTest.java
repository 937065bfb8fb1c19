package io.ftpcluster.portal;

import static io.ftpcluster.testing.RawHttp2.CONTINUATION;
import static io.ftpcluster.testing.RawHttp2.END_HEADERS;
import static io.ftpcluster.testing.RawHttp2.END_STREAM;
import static io.ftpcluster.testing.RawHttp2.ENHANCE_YOUR_CALM;
import static io.ftpcluster.testing.RawHttp2.GOAWAY;
import static io.ftpcluster.testing.RawHttp2.HEADERS;
import static io.ftpcluster.testing.RawHttp2.PING;
import static io.ftpcluster.testing.RawHttp2.PRIORITY;
import static io.ftpcluster.testing.RawHttp2.RST_STREAM;
import static io.ftpcluster.testing.RawHttp2.SETTINGS;
import static io.ftpcluster.testing.RawHttp2.WINDOW_UPDATE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.node.Deployment;
import io.ftpcluster.testing.RawHttp2.Frame;
import io.ftpcluster.testing.RawHttp2;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is known to bring HTTP servers down, one client at a time; after each the portal answers as before. */
class HostileClientsTest {

    private static final int LARGE_WINDOW = 1 << 20;

    @TempDir
    static Path folder;

    private static Deployment secure;
    private static Deployment plain;

    private static final int FRAME = 16_384;
    private static final String BASIC = "Basic "
            + Base64.getEncoder().encodeToString(("admin:" + HttpPortals.PASSWORD).getBytes(StandardCharsets.UTF_8));
    private static final List<String> HOSTILE_JSON = List.of("[".repeat(30_000), "{\"a\":".repeat(10_000),
            "{\"username\":" + "9".repeat(20_000) + ",\"password\":\"x\"}",
            "{\"username\":1e999999999,\"password\":\"x\"}",
            "{\"username\":\"a\",\"username\":\"b\",\"password\":\"x\"}",
            "{\"username\":\"" + "a".repeat(60_000) + "\",\"password\":\"x\"}");
    private static final String RANGES = IntStream.range(0, 1_000)
            .mapToObj(i -> i + "-" + i)
            .collect(Collectors.joining(","));

    @BeforeAll
    static void start() throws Exception {
        Config.Edge edge = new Config.Edge(List.of(), Duration.ZERO);
        secure = HttpPortals.secure(folder, "secure", edge);
        plain = HttpPortals.plain(folder, "plain", edge);
    }

    @AfterAll
    static void stop() {
        secure.close();
        plain.close();
    }

    private static RawHttp2 client(int window) throws IOException {
        return RawHttp2.connect(secure.port(), window);
    }

    /** A well-behaved client is served. */
    private static void assertServes() throws IOException {
        try (RawHttp2 client = client(LARGE_WINDOW)) {
            client.ask(1, "/health/live");
            assertNotNull(client.await(HEADERS));
            assertNotNull(client.await(RawHttp2.DATA));
        }
        assertTrue(
                http1("GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").startsWith("HTTP/1.1 200"));
    }

    private static String http1(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), plain.port())) {
            socket.setSoTimeout(30_000);
            try {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            } catch (java.net.SocketException refusedWhileSending) {
                return "";
            }
        }
    }

    /** Sends pieces until the portal ends the connection; fails when it takes all of them and stays. 0: without a reason. */
    private static int endsWithin(RawHttp2 client, int pieces, byte[] piece) {
        Thread sender = Thread.startVirtualThread(() -> {
            try {
                for (int i = 0; i < pieces; i++) {
                    client.write(piece);
                }
            } catch (IOException ended) {
                // That is what is waited for.
            }
        });
        int code = 0;
        for (Frame frame = client.next(); frame != null; frame = client.next()) {
            code = frame.type() == GOAWAY ? frame.errorCode() : code;
        }
        sender.interrupt();
        return code;
    }

    /** Whoever still sends when the connection ends may lose the reason. */
    private static void assertCalmed(int code) {
        assertTrue(code == 0 || code == ENHANCE_YOUR_CALM, () -> "ended by " + code);
    }

    private static byte[] many(int count, byte[] frame) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        IntStream.range(0, count).forEach(i -> all.writeBytes(frame));
        return all.toByteArray();
    }

    @Test
    void noMoreStreamsThanWereOffered() throws Exception {
        try (RawHttp2 client = client(0)) {
            ByteArrayOutputStream asks = new ByteArrayOutputStream();
            for (int stream = 1; stream < 2 * 300; stream += 2) {
                asks.writeBytes(RawHttp2.frame(HEADERS, END_STREAM | END_HEADERS, stream, RawHttp2.get("/docs")));
            }
            client.write(asks.toByteArray());
            Set<Integer> answered = new HashSet<>();
            Set<Integer> refused = new HashSet<>();
            boolean over = false;
            while (answered.size() + refused.size() < 300 && !over) {
                Frame frame = client.next();
                over = frame == null || frame.type() == GOAWAY;
                if (frame != null && frame.type() == HEADERS) {
                    answered.add(frame.stream());
                } else if (frame != null && frame.type() == RST_STREAM) {
                    refused.add(frame.stream());
                }
            }
            assertTrue(answered.size() <= 100, () -> "answers: " + answered.size());
        }
        assertServes();
    }

    @Test
    void rapidResetEndsTheConnection() throws Exception {
        try (RawHttp2 client = client(LARGE_WINDOW)) {
            ByteArrayOutputStream asks = new ByteArrayOutputStream();
            for (int stream = 1; stream < 2 * 2_000; stream += 2) {
                asks.writeBytes(RawHttp2.frame(HEADERS, END_STREAM | END_HEADERS, stream, RawHttp2.get("/docs")));
                asks.writeBytes(RawHttp2.frame(RST_STREAM, 0, stream, new byte[]{0, 0, 0, 8}));
            }
            assertCalmed(endsWithin(client, 1, asks.toByteArray()));
        }
        assertServes();
    }

    /** Makes the portal reset streams itself, by an impossible window for each. */
    @Test
    void madeYouResetEndsTheConnection() throws Exception {
        try (RawHttp2 client = client(LARGE_WINDOW)) {
            ByteArrayOutputStream asks = new ByteArrayOutputStream();
            for (int stream = 1; stream < 2 * 2_000; stream += 2) {
                asks.writeBytes(RawHttp2.frame(HEADERS, END_HEADERS, stream, RawHttp2.get("/docs")));
                asks.writeBytes(RawHttp2.frame(WINDOW_UPDATE, 0, stream, new byte[]{0x7f, -1, -1, -1}));
            }
            assertCalmed(endsWithin(client, 1, asks.toByteArray()));
        }
        assertServes();
    }

    @Test
    void continuationWithoutEndEndsTheConnection() throws Exception {
        try (RawHttp2 client = client(LARGE_WINDOW)) {
            client.send(HEADERS, END_STREAM, 1, RawHttp2.get("/"));
            byte[] piece = RawHttp2.frame(CONTINUATION, 0, 1, RawHttp2.get("/", "x", "y".repeat(1_000)));
            endsWithin(client, 1_000, piece);
        }
        assertServes();
    }

    @Test
    void aFloodOfSettingsOrPingOrPriorityEndsTheConnection() throws Exception {
        for (byte[] frame : List.of(RawHttp2.frame(SETTINGS, 0, 0, new byte[0]),
                RawHttp2.frame(PING, 0, 0, new byte[8]), RawHttp2.frame(PRIORITY, 0, 1, new byte[]{0, 0, 0, 3, 1}),
                RawHttp2.frame(0x77, 0, 0, new byte[1]))) {
            try (RawHttp2 client = client(LARGE_WINDOW)) {
                assertCalmed(endsWithin(client, 1_000, many(100, frame)));
            }
        }
        assertServes();
    }

    /** Its answers would wait in memory; 17 million bytes are far more than sockets hold. */
    @Test
    void pingOfAClientThatReadsNothingEndsTheConnection() throws Exception {
        try (RawHttp2 client = client(0)) {
            byte[] piece = many(1_000, RawHttp2.frame(PING, 0, 0, new byte[8]));
            int taken = 0;
            try {
                for (; taken < 1_000; taken++) {
                    client.write(piece);
                }
            } catch (IOException ended) {
                // That is what is waited for.
            }
            int all = taken;
            assertTrue(taken < 1_000, () -> all + " thousand were taken");
        }
        assertServes();
    }

    @Test
    void aHeaderBombIsRefused() throws Exception {
        try (RawHttp2 client = client(LARGE_WINDOW)) {
            ByteArrayOutputStream block = new ByteArrayOutputStream();
            block.writeBytes(RawHttp2.get("/health/live"));
            // One entry of 4,000 bytes goes into the table, and is then named by one byte, ten thousand times.
            block.write(0x40);
            block.write(1);
            block.write('x');
            block.writeBytes(new byte[]{127, (byte) (((3_000 - 127) & 0x7f) | 0x80), (byte) ((3_000 - 127) >> 7)});
            block.writeBytes("y".repeat(3_000).getBytes(StandardCharsets.US_ASCII));
            block.writeBytes(many(10_000, new byte[]{(byte) 0xbe}));
            client.send(HEADERS, END_STREAM | END_HEADERS, 1, block.toByteArray());
            Frame frame = client.next();
            while (frame != null && frame.type() != GOAWAY && frame.type() != RST_STREAM && frame.type() != HEADERS) {
                frame = client.next();
            }
            assertTrue(frame == null || frame.type() != HEADERS || frame.status() != 200, "must not be served");
        }
        assertServes();
    }

    @Test
    void aThousandRangesAndDeepJsonAreAnsweredWithARefusal() throws Exception {
        String login = "POST /login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n";
        for (String json : HOSTILE_JSON) {
            String answer = http1(login + "Content-Length: " + json.length() + "\r\n\r\n" + json);
            assertTrue(answer.matches("(?s)HTTP/1.1 4\\d\\d .*"), () -> json.substring(0, 20) + ": " + answer);
        }
        String answer = http1("GET /assets/style.css HTTP/1.1\r\nHost: x\r\nConnection: close\r\nRange: bytes=" + RANGES
                + "\r\n\r\n");
        assertTrue(answer.matches("(?s)HTTP/1.1 (200|404|416|431) .*"), answer);
        assertServes();
    }

    @Test
    void overHttp2Too() throws Exception {
        for (String json : HOSTILE_JSON) {
            try (RawHttp2 client = client(LARGE_WINDOW)) {
                client.send(HEADERS, END_HEADERS, 1,
                        RawHttp2.request("POST", "/login", "content-type", "application/json"));
                byte[] body = json.getBytes(StandardCharsets.US_ASCII);
                for (int from = 0; from < body.length; from += FRAME) {
                    int to = Math.min(body.length, from + FRAME);
                    client.send(RawHttp2.DATA, to == body.length ? END_STREAM : 0, 1,
                            Arrays.copyOfRange(body, from, to));
                }
                Frame problem = client.await(RawHttp2.DATA);
                assertNotNull(problem, () -> json.substring(0, 20));
                String answer = new String(problem.payload(), StandardCharsets.UTF_8);
                assertTrue(answer.contains("\"status\":4"), () -> json.substring(0, 20) + ": " + answer);
            }
        }
        try (RawHttp2 client = client(LARGE_WINDOW)) {
            client.ask(1, "/assets/style.css", "range", "bytes=" + RANGES);
            Frame frame = client.next();
            while (frame != null && frame.type() != HEADERS && frame.type() != RST_STREAM && frame.type() != GOAWAY) {
                frame = client.next();
            }
            assertNotNull(frame);
        }
        assertServes();
    }

    /** What leads out of a root on servers that read a path in their own way: refused, whether the server is there or not. */
    @Test
    void pathsThatServersReadInTheirOwnWayAreRefusedOverHttp2() throws Exception {
        try (RawHttp2 client = client(LARGE_WINDOW)) {
            int stream = 1;
            for (String way : List.of("~/", "..%5C", "folder%5C..%5C..%5C", "~%5C", "folder/~/", "%5C..%5C", "..%20/",
                    "%C0%AE%C0%AE/", "../", "%2e%2e/", "a%00/", "a%0d%0aDELE%20x/")) {
                for (String method : List.of("GET", "PUT", "DELETE", "MKCOL")) {
                    client.send(HEADERS, END_STREAM | END_HEADERS, stream,
                            RawHttp2.request(method, "/ftp/admin/box/" + way + "secret", "authorization", BASIC));
                    Frame answer = client.await(HEADERS);
                    assertNotNull(answer, way);
                    assertEquals(400, answer.status(), method + " " + way);
                    stream += 2;
                }
            }
        }
        assertServes();
    }

    /** HTTP/1.1: asks and asks, and reads nothing. */
    @Test
    void pipelinedRequestsOfAClientThatReadsNothingAreNotTakenForEver() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        byte[] asks = "GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n".repeat(1_000).getBytes(StandardCharsets.US_ASCII);
        try {
            for (int i = 0; i < 20; i++) {
                Socket socket = new Socket();
                socket.setReceiveBufferSize(16 * 1024);
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), plain.port()), 30_000);
                sockets.add(socket);
                socket.getOutputStream().write(asks);
            }
            assertServes();
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void streamsThatNobodyTakesAreRefusedOrCutWhenTheyHoldTooMuch() throws Exception {
        List<RawHttp2> clients = new ArrayList<>();
        try {
            ByteArrayOutputStream asks = new ByteArrayOutputStream();
            for (int stream = 1; stream < 200; stream += 2) {
                asks.writeBytes(
                        RawHttp2.frame(HEADERS, END_STREAM | END_HEADERS, stream, RawHttp2.get("/openapi.json")));
            }
            // Each asks for some ten million bytes: these are far more than the bound for all.
            for (int i = 0; i < 30; i++) {
                RawHttp2 client = client(0);
                clients.add(client);
                client.write(asks.toByteArray());
            }
            assertServes();
            int given = 0;
            for (RawHttp2 client : clients) {
                given += refused(client);
            }
            int all = given;
            assertTrue(given > 1_000, () -> all + " of 3,000 answers were given up");
        } finally {
            for (RawHttp2 client : clients) {
                client.close();
            }
        }
        assertServes();
    }

    /** How many streams were refused; all of them when the connection was cut. */
    private static int refused(RawHttp2 client) {
        try {
            client.send(PING, 0, 0, new byte[8]);
        } catch (IOException ended) {
            return 100;
        }
        int count = 0;
        for (Frame frame = client.next(); frame != null; frame = client.next()) {
            if (frame.type() == PING) {
                return count;
            }
            count += frame.type() == RST_STREAM ? 1 : 0;
        }
        return 100;
    }
}
