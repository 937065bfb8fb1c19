package io.ftpcluster.master.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.messages.Auth;
import io.ftpcluster.messages.Users;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What two readers of HTTP/1 could understand differently, and behind each a second request that would delete a user: it is
 * never done and never answered, and neither is the first one.
 */
class Http1FramingTest {

    private static final String ADMIN = "Authorization: Bearer " + FakePortal.ADMIN_TOKEN + "\r\n";
    private static final String HOST = "Host: portal\r\n" + ADMIN;
    private static final String SMUGGLED = "DELETE /users/2 HTTP/1.1\r\n" + HOST + "\r\n";
    private static final int PATIENCE_MS = 30_000;

    private static FakePortal portal;

    @BeforeAll
    static void start() throws Exception {
        portal = FakePortal.start();
    }

    @AfterAll
    static void stop() throws Exception {
        portal.close();
    }

    private static String post(String fields, String body) {
        return "POST /users HTTP/1.1\r\n" + HOST + "Content-Type: application/json\r\n" + fields + "\r\n" + body;
    }

    private static String get(String fields) {
        return "GET /me HTTP/1.1\r\n" + HOST + fields + "\r\n";
    }

    private static String chunked(String body) {
        return post("Transfer-Encoding: chunked\r\n", body);
    }

    /** As long as the smuggled request, so that who counts takes it for the body. */
    private static String length() {
        return "Content-Length: " + SMUGGLED.length() + "\r\n";
    }

    static Stream<String> codings() {
        return Stream
                .of("gzip", "identity", "xchunked", "chunkedx", "gzip, chunked", "chunked, identity",
                        "chunked, chunked", "chunked,", ",chunked", "chunked;q=1", "\"chunked\"", "'chunked'",
                        "chun ked", "", " ", "x chunked", "chunked\t, gzip", "deflate", "cow", "chunk", "[chunked]",
                        "chunked chunked", "\u017fchunked", "chunked\u00a0")
                .map(coding -> post("Transfer-Encoding: " + coding + "\r\n", ""));
    }

    static Stream<String> codingsBesideLengths() {
        return Stream.of(post("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
                post("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", "0\r\n\r\n"),
                post("Transfer-Encoding: chunked\r\n" + length(), ""),
                post(length() + "Transfer-Encoding: gzip\r\n", ""),
                post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", "0\r\n\r\n"),
                post("Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
                post("Transfer-Encoding: chunked\r\nTransfer-encoding: chunked\r\n", "0\r\n\r\n"),
                post("Content-Length: 3\r\ntransfer-encoding: CHUNKED\r\n", "0\r\n\r\n"),
                post(length() + "Transfer-Encoding : chunked\r\n", ""),
                post(length() + "Transfer-Encoding\t: chunked\r\n", ""),
                post(length() + "Transfer-Encoding\u000b: chunked\r\n", ""),
                post(length() + "Transfer-Encoding:\u000bchunked\r\n", ""),
                post(length() + "Transfer-Encoding:\u000cchunked\r\n", ""),
                post(length() + " Transfer-Encoding: chunked\r\n", ""),
                post(length() + "X: y\r\n Transfer-Encoding: chunked\r\n", ""),
                post(length() + "X: y\rTransfer-Encoding: chunked\r\n", ""),
                post(length() + "X: y\nTransfer-Encoding: chunked\r\n", ""),
                post(length() + "Transfer-Encoding:\r\n chunked\r\n", ""),
                post(length() + "Transfer-Encoding: chunked\u0000\r\n", ""),
                post(length() + "Transfer_Encoding: chunked\r\n", ""),
                post(length() + "Transfer-Encoding\u0000: chunked\r\n", ""),
                post(length() + "Transfer-Encoding\u00a0: chunked\r\n", ""),
                post(length() + "Transfer Encoding: chunked\r\n", ""),
                post(length() + "\u0001Transfer-Encoding: chunked\r\n", ""), post(length() + ": chunked\r\n", ""),
                post(length() + "Transfer-Encoding chunked\r\n", ""),
                post(length() + "Transfer-Encoding\r\n: chunked\r\n", ""));
    }

    static Stream<String> lengths() {
        return Stream
                .of("+5", "-5", "0x5", "5,5", "5, 6", "5 5", "5.0", "1e1", "", "five", "5\u00a0", "\u00b2",
                        "99999999999999999999", "9223372036854775807", "18446744073709551621", "5;", "\"5\"", "5\u0000",
                        "5\u000b", "_5", "5_0", "5L", "- 5")
                .map(length -> post("Content-Length: " + length + "\r\n", ""));
    }

    static Stream<String> severalLengths() {
        return Stream.of(post("Content-Length: 0\r\n" + length(), ""), post(length() + "Content-Length: 0\r\n", ""),
                post("Content-Length: 0\r\nContent-Length: 0\r\n", ""),
                post("Content-Length: 0\r\ncontent-length: 00\r\n", ""),
                post("Content-Length : " + SMUGGLED.length() + "\r\n", ""), post(" Content-Length: 5\r\n", ""),
                post("Content-Length: 0\r\n\t5\r\n", ""), post("Content_Length: 5\r\n", ""),
                "POST /users HTTP/1.0\r\n" + HOST + "Connection: keep-alive\r\nContent-Length: 0\r\n" + length()
                        + "\r\n",
                "DELETE /users/1 HTTP/1.1\r\n" + HOST + "Content-Length: 1\r\nContent-Length: 0\r\n\r\n");
    }

    static Stream<String> oldVersions() {
        return Stream
                .of("1.0", "0.9", "1.2", "1.9", "2.0", "3.0", "1.", "1", ".1", "11", "01.1", "1.01", "1.1 ", "1.1x",
                        "A.B", "")
                .map(version -> "POST /users HTTP/" + version + "\r\n" + HOST
                        + "Connection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    }

    static Stream<String> hosts() {
        return Stream
                .of("", "Host:\r\n", "Host: \r\n", "Host: a\r\nHost: a\r\n", "Host: a\r\nhost: b\r\n", "Host: a b\r\n",
                        "Host: a,b\r\nHost: c\r\n", "Host: a@b\r\n", "Host: u:p@b\r\n", "Host: a/b\r\n",
                        "Host: a?b\r\n", "Host: a#b\r\n", "Host: a\\b\r\n", "Host: [::1\r\n", "Host: ::1\r\n",
                        "Host: [::1]x\r\n", "Host: a:b\r\n", "Host: a:-1\r\n", "Host: a:99999\r\n", "Host: a:80:80\r\n",
                        "Host: :80\r\n", "Host: http://a\r\n", "Host: a\r\n b\r\n", "Host: a\u0000\r\n",
                        "Host: a\"\r\n", "Host: <a>\r\n", "Host: a%\r\n", "Host: a%zz\r\n", "Host: \u00e4\r\n",
                        "Host : a\r\n", " Host: a\r\n", "Host: a\tb\r\n", "Host: " + "a".repeat(300) + "\r\n")
                .map(host -> "DELETE /users/1 HTTP/1.1\r\n" + host + ADMIN + "\r\n");
    }

    static Stream<String> targets() {
        return Stream
                .of("*", "users/1", "portal", "portal:80", "http://other/users/1", "https://other/users/1",
                        "http://u@portal/users/1", "http:///users/1", "http://portal", "http://portal?x",
                        "ftp://portal/users/1", "http:/users/1", "http://portal:81/users/1", "http://[::1/users/1",
                        "/users/1#x", "/users/1\t", "/us\u0000ers/1", "/users/1\u007f", "/users/ 1", "", " /users/1",
                        "/users/1 ", "/users/1\rX", "\u000b/users/1", "javascript:alert(1)")
                .map(target -> "DELETE " + target + " HTTP/1.1\r\n" + HOST + "\r\n");
    }

    static Stream<String> requestLines() {
        return Stream.of(" DELETE /users/1 HTTP/1.1", "\tDELETE /users/1 HTTP/1.1", "DELETE\t/users/1 HTTP/1.1",
                "DELETE /users/1\tHTTP/1.1", "DELETE  /users/1 HTTP/1.1", "DELETE /users/1  HTTP/1.1",
                "DELETE /users/1 HTTP/1.1\t", "DELETE\r/users/1 HTTP/1.1", "DELETE /users/1", "DELETE /users/1 ",
                "DELETE", "\r\n\r\nDELETE /users/1 HTTP/1.1", "\nDELETE /users/1 HTTP/1.1",
                "\r\r\nDELETE /users/1 HTTP/1.1", "\u0000DELETE /users/1 HTTP/1.1", "DEL@TE /users/1 HTTP/1.1",
                "DEL(TE /users/1 HTTP/1.1", "\u00c4 /users/1 HTTP/1.1", "DELETE /users/1 http/1.1",
                "DELETE /users/1 HTTP /1.1", "DELETE /users/1 HTTPS/1.1", "DELETE /users/1 ICY/1.1", "PRI * HTTP/2.0",
                "CONNECT portal:80 HTTP/1.1", "CONNECT /users/1 HTTP/1.1", "GET * HTTP/1.1",
                "DELETE /users/1 HTTP/1.1\u0000", "{\"json\": true}", "\u0016\u0003\u0001\u0002", "SSH-2.0-OpenSSH_9")
                .map(line -> line + "\r\n" + HOST + "\r\n");
    }

    static Stream<String> fieldsThatAreNone() {
        return Stream.of("X\r\n", "X y\r\n", ":\r\n", " : y\r\n", "X : y\r\n", "X\t: y\r\n", "X\u0000: y\r\n",
                "X: \u0000\r\n", "X: y\u0001z\r\n", "X: y\u007f\r\n", "X: y\u000b\r\n", "X: \ry\r\n", "X: y\r\r\n",
                "X: y\n", "\n", "X(: y\r\n", "X@: y\r\n", "X\u00e4: y\r\n", "\"X\": y\r\n", "X: y\r\n z\r\n",
                "X: y\r\n\tz\r\n", " X: y\r\n", "Sec-WebSocket-Key1: 1\r\nSec-WebSocket-Key2: 2\r\n", "Expect: \r\n",
                "Expect: 200-ok\r\n", "Expect: y 100-continue\r\n", "Expect: 100-continue, 100-continue\r\n",
                "Expect: 100-continue\r\nExpect: 100-continue\r\n", "Expect:\r\n 100-continue\r\n")
                .map(field -> "DELETE /users/1 HTTP/1.1\r\n" + HOST + field + "\r\n");
    }

    static Stream<String> chunks() {
        return Stream.of("0x5\r\nhello\r\n0\r\n\r\n", " 5\r\nhello\r\n0\r\n\r\n", "5 \r\nhello\r\n0\r\n\r\n",
                "5\t\r\nhello\r\n0\r\n\r\n", "+5\r\nhello\r\n0\r\n\r\n", "-5\r\nhello\r\n0\r\n\r\n",
                "\r\nhello\r\n0\r\n\r\n", "5\nhello\r\n0\r\n\r\n", "5\rhello\r\n0\r\n\r\n", "5\r\nhello\n0\r\n\r\n",
                "5\r\nhello0\r\n\r\n", "5\r\nhelloXX0\r\n\r\n", "5\r\nhello!\r\n0\r\n\r\n", "4\r\nhello\r\n0\r\n\r\n",
                "100000005\r\nhello\r\n0\r\n\r\n", "10000000000000005\r\nhello\r\n0\r\n\r\n",
                "00000000000000005\r\nhello\r\n0\r\n\r\n", "fffffffffffffffb\r\nhello\r\n0\r\n\r\n",
                "80000000\r\nhello\r\n0\r\n\r\n", "5 garbage\r\nhello\r\n0\r\n\r\n", "5\u0000\r\nhello\r\n0\r\n\r\n",
                "5;\r\nhello\r\n0\r\n\r\n", "5;=\r\nhello\r\n0\r\n\r\n", "5;a=\r\nhello\r\n0\r\n\r\n",
                "5;a=\"\r\nhello\r\n0\r\n\r\n", "5;a=\"b\\\r\nhello\r\n0\r\n\r\n", "5;a\nb\r\nhello\r\n0\r\n\r\n",
                "5;a\rb\r\nhello\r\n0\r\n\r\n", "5;a=b c\r\nhello\r\n0\r\n\r\n", "5;\u0000\r\nhello\r\n0\r\n\r\n",
                "5;a=\"\u0000\"\r\nhello\r\n0\r\n\r\n", "5,a\r\nhello\r\n0\r\n\r\n",
                "5;" + "a".repeat(2000) + "\r\nhello\r\n0\r\n\r\n", "\u0665\r\nhello\r\n0\r\n\r\n", "0\r\nX\r\n\r\n",
                "0\r\nX : y\r\n\r\n", "0\r\n X: y\r\n\r\n", "0\r\nX: y\r\n z\r\n\r\n", "0\r\nX: \u0000\r\n\r\n",
                "0\n\r\n", "0\r\n\n", "0\r\nX: y\n\r\n", "0\r\nContent-Length: 5\r\n\r\n",
                "0\r\nTransfer-Encoding: gzip\r\n\r\n", "0\r\nHost: other\r\n\r\n", "0\r\nAuthorization: x\r\n\r\n",
                "0\r\nTrailer: x\r\n\r\n", "0\r\nContent_Length: 5\r\n\r\n", "0\r\nConnection: close\r\n\r\n",
                "0\r\n: x\r\n\r\n").map(Http1FramingTest::chunked);
    }

    @ParameterizedTest
    @MethodSource({"codings", "codingsBesideLengths", "lengths", "severalLengths", "oldVersions", "hosts", "targets",
            "requestLines", "fieldsThatAreNone", "chunks"})
    void isRefusedAndSoIsAllBehindIt(String request) throws IOException {
        String answers = exchange(request + SMUGGLED + SMUGGLED);
        assertRefused(answers);
        assertTrue(portal.seen.none(Users.Delete.class) && portal.seen.none(Users.Create.class), answers);
    }

    /** A proxy sends in pieces of its own; each cut is another state of the reader. */
    @ParameterizedTest
    @MethodSource({"codings", "chunks"})
    void inPiecesItIsTheSame(String request) throws IOException {
        String answers = exchangeInPieces(request + SMUGGLED);
        assertRefused(answers);
        assertTrue(portal.seen.none(Users.Delete.class) && portal.seen.none(Users.Create.class), answers);
    }

    private static void assertRefused(String answers) {
        assertTrue(answers.matches("(?s)HTTP/1\\.1 (400|417|431|501|505) .*"), answers);
        assertEquals(1, count(answers), answers);
        assertTrue(answers.contains("application/problem+json")
                && answers.toLowerCase(Locale.ROOT).contains("connection: close"), answers);
        JsonObject problem = new JsonObject(answers.substring(answers.indexOf("\r\n\r\n") + 4));
        assertFalse(problem.getString("detail").isEmpty(), answers);
    }

    private static int count(String answers) {
        return answers.split("HTTP/1\\.[01] [1-5]", -1).length - 1;
    }

    @Test
    void requestsBeforeItAreAnswered() throws IOException {
        String answers = exchange(get("") + get("") + post("Transfer-Encoding: gzip\r\n", "") + SMUGGLED);
        assertTrue(answers.matches("(?s)HTTP/1.1 200 .*HTTP/1.1 200 .*HTTP/1.1 501 .*"), answers);
        assertEquals(3, count(answers), answers);
        assertTrue(portal.seen.none(Users.Delete.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /me", "HEAD /me", "GET /nothing", "POST /logout", "GET /users/2", "GET /openapi.json",
            "DELETE /permissions/9", "OPTIONS /me", "TRACE /me"})
    void bodiesThatNobodyReadsAreNoRequests(String line) throws IOException {
        String head = line + " HTTP/1.1\r\n" + HOST;
        String sized = exchange(head + length() + "\r\n" + SMUGGLED + get("Connection: close\r\n"));
        assertEquals(2, count(sized), sized);
        String chunks = exchange(head + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(SMUGGLED.length())
                + "\r\n" + SMUGGLED + "\r\n0\r\n\r\n" + get("Connection: close\r\n"));
        assertEquals(2, count(chunks), chunks);
        assertTrue(portal.seen.none(Users.Delete.class));
    }

    /** Where the body turns out to be broken, what its request asked for isn't done. */
    @Test
    void nothingIsDoneBeforeTheRequestHasComeWhole() throws IOException {
        String head = "DELETE /users/1 HTTP/1.1\r\n" + HOST;
        assertRefused(exchange(head + "Transfer-Encoding: chunked\r\n\r\n5\r\nhelloXX" + SMUGGLED));
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write((head + "Content-Length: 10\r\n\r\nshort").getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            assertEquals(-1, socket.getInputStream().read());
        }
        assertTrue(portal.seen.none(Users.Delete.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Connection: close\r\n", "Connection: x, Close\r\n",
            "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n", "Connection: Upgrade\r\nUpgrade: websocket\r\n",
            "Upgrade: websocket\r\nSec-WebSocket-Version: 1\r\n", "Upgrade: TLS/1.0\r\n"})
    void nothingFollowsTheLastRequest(String fields) throws IOException {
        String answers = exchange(get(fields) + SMUGGLED);
        assertTrue(answers.startsWith("HTTP/1.1 200 ") && count(answers) == 1, answers);
        assertTrue(answers.toLowerCase(Locale.ROOT).contains("connection: close"), answers);
        assertTrue(portal.seen.none(Users.Delete.class));
    }

    @Test
    void aTunnelThatWasNotGrantedIsNone() throws IOException {
        String answers = exchange("GET /agent HTTP/1.1\r\nHost: portal\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 777\r\n\r\n" + SMUGGLED);
        assertTrue(answers.matches("(?s)HTTP/1.1 4.*") && count(answers) == 1, answers);
        assertTrue(portal.seen.none(Users.Delete.class));
    }

    @Test
    void thePortalAsAWholeSaysWhatItCan() throws IOException {
        String answers = exchange("OPTIONS * HTTP/1.1\r\nHost: portal\r\nConnection: close\r\n\r\n");
        assertTrue(answers.startsWith("HTTP/1.1 204 "), answers);
        assertTrue(answers.contains("allow: DELETE, GET, HEAD, MKCOL, MOVE, OPTIONS, PATCH, POST, PUT\r\n"), answers);
    }

    /** RFC 9112, 3.2, lets only the old version do without Host. */
    @Test
    void oldRequestsNeedNoHost() throws IOException {
        String kept = exchange("GET /health/live HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"
                + "GET /health/live HTTP/1.0\r\nHost: portal\r\n\r\n" + SMUGGLED);
        assertEquals(2, count(kept), kept);
        assertTrue(kept.matches("(?s)HTTP/1.. 200 .*HTTP/1.. 200 .*"), kept);
        assertTrue(portal.seen.none(Users.Delete.class));
    }

    static Stream<String> good() {
        String body = "{\"username\":\"alice\",\"password\":\"correct horse Gr\\u00fc\\u00dfe\"}";
        String login = "POST /login HTTP/1.1\r\nHost: portal\r\nConnection: close\r\nContent-Type: application/json\r\n";
        String size = Integer.toHexString(body.length());
        return Stream.of("\r\n" + login + "Content-Length: " + body.length() + "\r\n\r\n" + body,
                login + "Content-Length:\t0" + body.length() + " \r\n\r\n" + body,
                login + "content-length:" + body.length() + "\r\nX:\r\nX-Empty: \t \r\n\r\n" + body,
                login + "Transfer-Encoding: chunked\r\n\r\n" + size + "\r\n" + body + "\r\n0\r\n\r\n",
                login + "TRANSFER-ENCODING:\tChunked \r\n\r\n000" + size.toUpperCase(Locale.ROOT) + ";d=\"e f\"\r\n"
                        + body + "\r\n000;x\r\nX-Checksum: 1\r\n\r\n",
                login.replace("/login", "http://portal/login") + "Content-Length: " + body.length() + "\r\n\r\n" + body,
                login.replace("/login", "HTTP://PORTAL:80/login") + "Content-Length: " + body.length() + "\r\n\r\n"
                        + body,
                login.replace("portal", "[::1]:8080") + "Content-Length: " + body.length() + "\r\n\r\n" + body,
                login.replace("portal", "my_host-1.example.:") + "Content-Length: " + body.length() + "\r\n\r\n" + body,
                login + "Expect: 100-Continue\r\nContent-Length: " + body.length() + "\r\n\r\n" + body,
                login + "X-Text: \u00fc\u00e4 \"quoted\"\ttab\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }

    @ParameterizedTest
    @MethodSource("good")
    void whatHasOneMeaningIsServed(String request) throws IOException {
        for (String answers : List.of(exchange(request), exchangeInPieces(request))) {
            assertTrue(answers.matches("(?s)(HTTP/1.1 100 Continue\r\n\r\n)?HTTP/1.1 200 .*"), ">" + answers);
        }
        assertEquals("alice", portal.seen.last(Auth.Login.class).username());
    }

    /** Until the portal closes. */
    private static String exchange(String text) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /** Stops sending when the portal has had enough. */
    private static String exchangeInPieces(String text) throws IOException {
        try (Socket socket = connect()) {
            socket.setTcpNoDelay(true);
            try {
                for (byte each : text.getBytes(StandardCharsets.ISO_8859_1)) {
                    socket.getOutputStream().write(each);
                }
            } catch (IOException e) {
                assertTrue(e.getMessage() != null, "the portal has closed");
            }
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), portal.port());
        socket.setSoTimeout(PATIENCE_MS);
        return socket;
    }
}
