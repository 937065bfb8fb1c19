package io.ftpcluster.portal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.node.Deployment;
import io.ftpcluster.testing.RawHttp2;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Anonymous clients take all connections that there may be and do nothing with them: others are served as before. */
class LoadSheddingTest {

    private static final int LIMIT = 16;
    /** Half of those that may be on their way out at once, so that a loop that is slow to end them refuses nobody. */
    private static final int MORE = LIMIT + 8;
    private static final int PATIENCE_MS = 30_000;
    private static final int WINDOW = 65_535;

    @TempDir
    static Path folder;

    private static Deployment secure;
    private static Deployment plain;

    /** What keeps a connection without being served. */
    enum Idler {
        SILENT(""),
        HALF_HEAD("", "GET /health/live HTTP/1.1", "Hos"),
        AFTER_A_REQUEST("HTTP/1.1 200", "GET /health/live HTTP/1.1", "Host: x", "", ""),
        HALF_BODY("HTTP/1.1 100", "POST /login HTTP/1.1", "Host: x", "Content-Type: application/json",
                "Content-Length: 50", "Expect: 100-continue", "", ""),
        BODY_OF_NO_INTEREST("HTTP/1.1 404", "POST /nothing HTTP/1.1", "Host: x", "Content-Length: 50", "", "");

        private final String answer;
        private final String request;

        Idler(String answer, String... request) {
            this.answer = answer;
            this.request = String.join("\r\n", request);
        }
    }

    @BeforeAll
    static void start() throws Exception {
        Config.Edge edge = new Config.Edge(List.of(), Duration.ZERO, new Config.Limits(LIMIT, 1_000, 100));
        secure = HttpPortals.secure(folder, "secure", edge);
        plain = HttpPortals.plain(folder, "plain", edge);
    }

    @AfterAll
    static void stop() {
        secure.close();
        plain.close();
    }

    @ParameterizedTest
    @EnumSource
    void servesOthersOverHttp1(Idler idler) throws Exception {
        List<Socket> idlers = new ArrayList<>();
        try {
            for (int i = 0; i < MORE; i++) {
                Socket socket = socket();
                idlers.add(socket);
                socket.getOutputStream().write(idler.request.getBytes(StandardCharsets.US_ASCII));
                byte[] begin = socket.getInputStream().readNBytes(idler.answer.length());
                assertEquals(idler.answer, new String(begin, StandardCharsets.US_ASCII));
            }
            for (int i = 0; i < MORE; i++) {
                try (Socket other = socket()) {
                    other.getOutputStream()
                            .write("GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
                    String answer = new String(other.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                    assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
                }
            }
        } finally {
            close(idlers);
        }
    }

    private static Socket socket() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), plain.port());
        socket.setSoTimeout(PATIENCE_MS);
        return socket;
    }

    @ParameterizedTest
    @EnumSource
    void servesOthersOverHttp2(Idler idler) throws Exception {
        List<RawHttp2> idlers = new ArrayList<>();
        try {
            for (int i = 0; i < MORE; i++) {
                RawHttp2 client = RawHttp2.connect(secure.port(), WINDOW);
                idlers.add(client);
                begin(client, idler);
            }
            for (int i = 0; i < 3; i++) {
                try (RawHttp2 other = RawHttp2.connect(secure.port(), WINDOW)) {
                    other.ask(1, "/health/live");
                    assertNotNull(other.await(RawHttp2.HEADERS));
                    assertNotNull(other.await(RawHttp2.DATA));
                }
            }
        } finally {
            close(idlers);
        }
    }

    private static void begin(RawHttp2 client, Idler idler) throws IOException {
        switch (idler) {
            case SILENT -> {
            }
            case HALF_HEAD -> client.send(RawHttp2.HEADERS, RawHttp2.END_STREAM, 1, RawHttp2.get("/health/live"));
            case AFTER_A_REQUEST -> {
                client.ask(1, "/health/live");
                assertNotNull(client.await(RawHttp2.DATA));
            }
            case HALF_BODY -> {
                client.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, RawHttp2.request("POST", "/login",
                        "content-type", "application/json", "expect", "100-continue"));
                assertNotNull(client.await(RawHttp2.HEADERS));
            }
            case BODY_OF_NO_INTEREST -> {
                client.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1,
                        RawHttp2.request("POST", "/nothing", "content-type", "text/plain"));
                assertEquals(404, client.await(RawHttp2.HEADERS).status());
            }
        }
    }

    private static void close(List<? extends Closeable> all) throws IOException {
        for (Closeable one : all) {
            one.close();
        }
    }
}
