package io.ftpcluster.master.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.config.Config;
import io.ftpcluster.messages.Users;
import io.ftpcluster.testing.Certificate;
import io.ftpcluster.testing.RawHttp2;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that never finish a body which the portal wants whole, or which it throws away. */
class BodyDeadlineTest {

    private static final Duration BODY_TIME = Duration.ofMillis(300);
    private static final int PATIENCE_MS = 30_000;

    private static FakePortal portal(Optional<Config.Tls> tls) throws Exception {
        return FakePortal.start(new Config.Http("127.0.0.1", 0, Optional.empty(), tls, Duration.ofMinutes(2)), 1,
                BODY_TIME);
    }

    /** DELETE takes no body, and /nothing isn't there: both bodies are thrown away. */
    @ParameterizedTest
    @CsvSource({"POST, /users, application/json, 408", "POST, /users, application/x-www-form-urlencoded, 408",
            "POST, /users, multipart/form-data; boundary=x, 408", "DELETE, /users/2, text/plain, 408",
            "POST, /nothing, text/plain, 404"})
    void endsTheConnectionOfHttp1(String method, String path, String type, int status) throws Exception {
        for (String framing : new String[]{"Content-Length: 50\r\n\r\n{",
                "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"}) {
            try (FakePortal portal = portal(Optional.empty());
                    Socket socket = new Socket(InetAddress.getLoopbackAddress(), portal.port())) {
                socket.setSoTimeout(PATIENCE_MS);
                socket.getOutputStream()
                        .write((method + " " + path + " HTTP/1.1\r\nHost: portal\r\nAuthorization: Bearer "
                                + FakePortal.ADMIN_TOKEN + "\r\nContent-Type: " + type + "\r\n" + framing)
                                .getBytes(StandardCharsets.US_ASCII));
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
                assertTrue(portal.seen.none(Users.Create.class) && portal.seen.none(Users.Delete.class));
            }
        }
    }

    @Test
    void resetsTheStreamOfHttp2(@TempDir Path folder) throws Exception {
        Certificate.create(folder);
        Config.Tls tls = new Config.Tls(folder.resolve("certificate.pem"), folder.resolve("key.pem"));
        try (FakePortal portal = portal(Optional.of(tls)); RawHttp2 client = RawHttp2.connect(portal.port(), 65_535)) {
            client.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1,
                    RawHttp2.request("POST", "/login", "content-type", "application/json"));
            client.send(RawHttp2.DATA, 0, 1, '{');
            RawHttp2.Frame answer = frame(client, RawHttp2.HEADERS, 1);
            assertNotNull(answer);
            RawHttp2.Frame body = frame(client, RawHttp2.DATA, 1);
            assertTrue(new String(body.payload(), StandardCharsets.UTF_8).contains("\"status\":408"));
            RawHttp2.Frame reset = frame(client, RawHttp2.RST_STREAM, 1);
            assertEquals(0, reset.errorCode());
            client.ask(3, "/health/live");
            assertNotNull(frame(client, RawHttp2.HEADERS, 3), "the connection goes on");
        }
    }

    private static RawHttp2.Frame frame(RawHttp2 client, int type, int stream) throws IOException {
        RawHttp2.Frame frame = client.next();
        while (frame != null && (frame.type() != type || frame.stream() != stream)) {
            frame = client.next();
        }
        return frame;
    }
}
