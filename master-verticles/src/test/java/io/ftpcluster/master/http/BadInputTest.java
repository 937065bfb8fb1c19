package io.ftpcluster.master.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.http.body.BodyReader;
import io.ftpcluster.master.http.page.Problems;
import io.ftpcluster.messages.Users;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BadInputTest extends PortalTest {

    @ParameterizedTest
    @ValueSource(strings = {"/ftp/alice/alpha/../secret", "/ftp/alice/alpha/%2e%2e/secret", "/ftp/alice/alpha/.%2E/x",
            "/ftp/alice/alpha/%2e/x", "/ftp/alice/%2e/x", "/ftp/alice/alpha/..", "/ftp/alice/alpha/%2e%2e%2fsecret",
            "/ftp/alice/alpha/a%2Fb", "/ftp/alice/alpha/a%00b", "/ftp/alice/alpha/a%0d%0aDELE%20b",
            "/ftp/alice/alpha/a%0Ab", "/ftp/alice/alpha/a%", "/ftp/alice/alpha/a%4", "/ftp/alice/alpha/a%zz",
            "/users/%ff", "/users/..%00", "/assets/..%2f..%2fopenapi.json", "/login?next=%zz"})
    void pathsThatLeadAstrayAreRefusedAsSent(String target) throws Exception {
        String answer = client.raw(target, "Authorization: Bearer " + FakePortal.USER_TOKEN);
        assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
        JsonObject problem = new JsonObject(answer.substring(answer.indexOf("\r\n\r\n") + 4));
        assertEquals("invalid", problem.getString("code"));
        assertEquals(1, problem.getJsonArray("errors").size());
    }

    /** rclone asks so for a name with a colon, which would otherwise read as a scheme (RFC 3986, section 4.2). */
    @Test
    void aLiteralDotStandsForTheFolderItself() throws Exception {
        String answer = client.raw("/ftp/alice/alpha/./a:b", "Authorization: Bearer " + FakePortal.USER_TOKEN);
        assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
    }

    @Test
    void namesOfAnyKindArriveDecodedOnce() throws Exception {
        var answer = client.get("/ftp/alice/alpha/a%20b%23%25%3F/%22%2B+%252e/%E6%97%A5%5C.txt")
                .bearer(FakePortal.USER_TOKEN)
                .send();
        assertEquals("a b#%?/\"++%2e/日\\.txt", answer.json().getJsonObject("params").getString("path"));
    }

    @Test
    void rawUtf8InAPathIsUnderstood() throws Exception {
        String answer = client.raw("/ftp/alice/alpha/Gr\u00fc\u00dfe\u0085",
                "Authorization: Bearer " + FakePortal.USER_TOKEN);
        assertTrue(answer.contains("Gr\u00fc\u00dfe"), answer);
    }

    @ParameterizedTest
    @CsvSource({"/ftp/alice/alpha,,getFile", "/ftp/alice/alpha/,'',getFile", "/ftp/alice/alpha/a//b/,a//b/,getFile",
            "/ftp/alice/,,listServersOfUser"})
    void everythingBelowAServerIsOneOperation(String path, String rest, String operation) throws Exception {
        JsonObject seen = client.get(path).bearer(FakePortal.USER_TOKEN).send().json();
        assertEquals(operation, seen.getString("operation"));
        assertEquals(rest, seen.getJsonObject("params").getString("path"));
    }

    @Test
    void aUsersFolderWithoutItsSlashRedirects() throws Exception {
        var answer = client.get("/ftp/alice").bearer(FakePortal.USER_TOKEN).send();
        assertEquals(308, answer.status());
        assertEquals("/ftp/alice/", answer.header("Location"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{\"username\": \"bob\",~ \"password\": hunter22}| at line 2, column",
            "{\"username\": \"bob\"| at line 1, column", "{\"username\":\"a\",\"username\":\"b\"}| twice",
            "{} {}| malformed", "[1]| must be one JSON object", "\"text\"| must be one JSON object",
            "null| must be one JSON object", "{\"a\":[[[[[[[[[[1]]]]]]]]]]}| nested deeper"})
    void jsonThatIsNoObjectSaysWhere(String body, String detail) throws Exception {
        var answer = client.post("/users").admin().json(body.replace('~', '\n')).send();
        assertEquals(400, answer.status());
        assertTrue(answer.json().getString("detail").contains(detail), answer.text());
        assertFalse(answer.text().contains("hunter22"), "a password must not come back");
    }

    @Test
    void allWrongFieldsAreNamedAtOnce() throws Exception {
        var answer = client.post("/users")
                .admin()
                .json("{\"password\": 5, \"role\": \"king\", \"colour\": \"red\"}")
                .send();
        assertEquals(400, answer.status());
        assertEquals("application/problem+json", answer.header("Content-Type"));
        assertEquals(
                "[{\"field\":\"username\",\"detail\":\"is required\"},"
                        + "{\"field\":\"password\",\"detail\":\"must be a string\"},"
                        + "{\"field\":\"role\",\"detail\":\"must be one of admin, user\"},"
                        + "{\"field\":\"colour\",\"detail\":\"is unknown\"}]",
                answer.json().getJsonArray("errors").encode());
        assertTrue(portal.seen.none(Users.Create.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\r\\nb", "a\\u0000b", "a/b", "..", "", "-x", "ü"})
    void namesThatCouldBreakSomethingAreRefused(String name) throws Exception {
        var answer = client.post("/users")
                .admin()
                .json("{\"username\":\"" + name + "\",\"password\":\"12345678\"}")
                .send();
        assertEquals(400, answer.status());
        assertEquals("username", answer.json().getJsonArray("errors").getJsonObject(0).getString("field"));
    }

    @ParameterizedTest
    @CsvSource({"text/plain", "multipart/mixed; boundary=x", "application/json; charset=iso-8859-1", "application/xml",
            "x"})
    void otherContentTypesAreRefused(String type) throws Exception {
        var answer = client.post("/users").admin().body(type, "{\"a\":1}".getBytes(StandardCharsets.UTF_8)).send();
        assertEquals(415, answer.status());
        assertEquals("unsupported_media_type", answer.json().getString("code"));
    }

    @Test
    void badEncodingsAndEmptyBodiesAreRefused() throws Exception {
        byte[] latin1 = "{\"username\":\"J\u00fcrgen\"}".getBytes(StandardCharsets.ISO_8859_1);
        assertEquals(400, client.post("/users").admin().body("application/json", latin1).send().status());
        byte[] rawLatin1 = "username=bob&password=gr\u00fcn12345".getBytes(StandardCharsets.ISO_8859_1);
        assertEquals(400, client.post("/users").admin().body(Client.FORM, rawLatin1).send().status());
        assertEquals(400, client.post("/users").admin().form("username=%FC").send().status());
        assertEquals(400, client.post("/users").admin().form("username=%4").send().status());
        assertEquals(400, client.post("/users").admin().json("").send().status());
        assertEquals(415, client.post("/users").admin().json("{}").header("Content-Encoding", "gzip").send().status());
    }

    @Test
    void bodiesOverTheLimitAreRefused() throws Exception {
        String tooLong = "{\"username\":\"" + "a".repeat(BodyReader.LIMIT) + "\"}";
        var announced = client.post("/users").admin().json(tooLong).send();
        assertEquals(413, announced.status());
        assertEquals("too_large", announced.json().getString("code"));
    }

    @Test
    void bodiesOfUnknownLengthAreBoundedToo() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), portal.port())) {
            socket.setSoTimeout(30_000);
            var out = socket.getOutputStream();
            out.write(("POST /users HTTP/1.1\r\nHost: portal\r\nContent-Type: application/json\r\n"
                    + "Authorization: Bearer " + FakePortal.ADMIN_TOKEN + "\r\nTransfer-Encoding: chunked\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            for (int sent = 0; sent <= BodyReader.LIMIT; sent += 0x1000) {
                out.write(("1000\r\n" + " ".repeat(0x1000) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            }
            byte[] start = socket.getInputStream().readNBytes(12);
            assertEquals("HTTP/1.1 413", new String(start, StandardCharsets.US_ASCII));
        }
    }

    @ParameterizedTest
    @CsvSource({"/users/404,404,not_found", "/nothing,404,not_found", "/users/,404,not_found",
            "/assets/none.css,404,not_found", "/assets/page.ftl,404,not_found", "/audit?limit=0,400,invalid",
            "/audit?limit=ten,400,invalid", "/audit?limit=1001,400,invalid"})
    void whatIsNotThereSaysSo(String path, int status, String code) throws Exception {
        var answer = client.get(path).admin().send();
        assertEquals(status, answer.status());
        assertEquals(code, answer.json().getString("code"));
        assertEquals(path.replaceAll("\\?.*", ""), answer.json().getString("instance"));
    }

    @Test
    void ourOwnMistakesTellNothing() throws Exception {
        Logger log = Logger.getLogger(Problems.class.getName());
        Level before = log.getLevel();
        log.setLevel(Level.OFF);
        try {
            var answer = client.get("/users/" + FakePortal.BROKEN).admin().send();
            assertEquals(500, answer.status());
            assertEquals("internal", answer.json().getString("code"));
            assertFalse(answer.text().contains("Exception") || answer.text().contains("\tat "));
        } finally {
            log.setLevel(before);
        }
    }

    @Test
    void browsersGetAPage() throws Exception {
        var answer = client.get("/users/404").cookie(FakePortal.ADMIN_TOKEN).browser().send();
        assertEquals(404, answer.status());
        assertEquals("error", answer.template());
        assertEquals("There is no such user.", answer.model().getString("detail"));
        assertEquals("Not Found", answer.model().getString("title"));
        assertEquals("text/html; charset=utf-8", answer.header("Content-Type"));
    }

    @Test
    void unreadableRequestsGetAProblemToo() throws Exception {
        String tooLong = client.raw("/" + "a".repeat(20_000));
        assertTrue(tooLong.matches("(?s)HTTP/1.. 414 .*"), tooLong);
        assertTrue(tooLong.contains("application/problem+json"), tooLong);
        String tooMuch = client.raw("/", "X-Long: " + "a".repeat(40_000));
        assertTrue(tooMuch.matches("(?s)HTTP/1.. 431 .*"), tooMuch);
    }

    @Test
    void aFailureAfterTheHeadIsNoShortAnswer() {
        assertThrows(IOException.class, () -> client.get("/ftp/alice/dies/x").bearer(FakePortal.USER_TOKEN).send());
    }
}
