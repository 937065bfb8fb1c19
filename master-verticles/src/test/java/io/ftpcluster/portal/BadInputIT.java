package io.ftpcluster.portal;

import static io.ftpcluster.portal.Answers.assertProblem;
import static io.ftpcluster.portal.Answers.assertRawProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.testing.LogCapture;
import io.ftpcluster.testing.PortalClient.Answer;
import io.ftpcluster.testing.PortalClient;
import io.ftpcluster.testing.RunningPortal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a client sends, it gets the right status, and nothing of it is stored. */
class BadInputIT {

    private static final String PASSWORD = "ann's passphrase";
    private static final String FTP_PASSWORD = "behind-the-portal";

    private static LogCapture log;
    private static RunningPortal portal;
    private static PortalClient client;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        log = new LogCapture();
        portal = RunningPortal.start(directory);
        client = portal.client();
        portal.addUser("ann", PASSWORD);
        portal.addServer("box", 1);
        portal.permit("ann", "box", "somebody", FTP_PASSWORD);
    }

    @AfterAll
    static void stop() {
        try {
            Answers.assertNothingLeaked(client, log, List.of(PASSWORD, FTP_PASSWORD, RunningPortal.ADMIN_PASSWORD));
            assertEquals(2, count("/users", "users"));
            assertEquals(1, count("/servers", "servers"));
            assertEquals(1, count("/permissions", "permissions"));
        } finally {
            portal.close();
            log.close();
        }
    }

    private static int count(String path, String name) {
        try {
            return client.get(path).bearer(portal.adminToken()).send().json().getJsonArray(name).size();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Answer post(String path, String json) throws Exception {
        return client.post(path).bearer(portal.adminToken()).body("application/json", json).send();
    }

    private static JsonObject user() {
        return new JsonObject().put("username", "eve").put("password", PASSWORD).put("role", "user");
    }

    private static JsonObject server() {
        return new JsonObject().put("alias", "new").put("host", "127.0.0.1").put("ftp_port", 21);
    }

    private static JsonObject permission() {
        return new JsonObject().put("user_id", "admin")
                .put("server_id", "box")
                .put("ftp_username", "somebody")
                .put("user_pass", FTP_PASSWORD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "\"text\"", "{} {}",
            "{\"username\": \"eve\", \"username\": \"eve\"}",
            "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}}}}", "{\"username\": 1e999999999}",
            "{'username': 'eve'}", "{\"username\": \"eve\",}", "\u0000"})
    void malformedJson(String body) throws Exception {
        for (String path : List.of("/login", "/users", "/servers", "/permissions")) {
            assertProblem(400, post(path, body));
        }
    }

    @Test
    void wrongTypesMissingAndUnknownFields() throws Exception {
        for (Object wrong : List.of(1, true, new JsonArray(), new JsonObject())) {
            assertProblem(400, post("/users", user().put("username", wrong).encode()), "\"username\"");
            assertProblem(400, post("/users", user().put("password", wrong).encode()), "\"password\"");
            assertProblem(400, post("/users", user().put("role", wrong).encode()), "\"role\"");
            assertProblem(400, post("/servers", server().put("alias", wrong).encode()), "\"alias\"");
            assertProblem(400, post("/permissions", permission().put("root", wrong).encode()), "\"root\"");
        }
        for (Object wrong : List.of("many", 0, -1, 65536, 21.5, 1e30, true, new JsonArray())) {
            assertProblem(400, post("/servers", server().put("ftp_port", wrong).encode()), "\"ftp_port\"");
        }
        for (Object wrong : List.of("list", 1, new JsonArray().add("fly"), new JsonArray().add(1))) {
            assertProblem(400, post("/permissions", permission().put("rights", wrong).encode()), "\"rights\"");
        }
        for (String name : List.of("username", "password")) {
            JsonObject lacking = user();
            lacking.remove(name);
            assertProblem(400, post("/users", lacking.encode()), name);
        }
        assertProblem(400, post("/users", user().put("colour", "red").encode()), "colour");
        assertProblem(400, post("/servers", server().put("colour", "red").encode()), "colour");
        assertProblem(400, post("/permissions", permission().put("colour", "red").encode()), "colour");
        assertProblem(400, post("/login", new JsonObject().put("username", "ann").encode()), "password");
    }

    @Test
    void valuesThatDoNotFit() throws Exception {
        for (String name : List.of("", " ", "a b", "a/b", "..", ".", "-a", "a\r\nb", "a\u0000", "ü", "a".repeat(65),
                "a%2fb", "\ud800", "00000000-0000-0000-0000-000000000000")) {
            assertProblem(400, post("/users", user().put("username", name).encode()), "username");
            assertProblem(400, post("/servers", server().put("alias", name).encode()), "alias");
        }
        for (String password : List.of("short", "line\r\nbreak", "a NUL \u0000 inside", "x".repeat(257))) {
            assertProblem(400, post("/users", user().put("password", password).encode()), "password");
        }
        for (Map.Entry<String, String> wrong : Map
                .of("host", "a b", "ftp_security", "ssl", "tls_fingerprint", "zz", "encoding", "klingon", "admin_user",
                        "root\r\nDELE x")
                .entrySet()) {
            assertProblem(400, post("/servers", server().put(wrong.getKey(), wrong.getValue()).encode()),
                    wrong.getKey());
        }
        for (Map.Entry<String, String> wrong : Map
                .of("ftp_username", "me\r\nDELE x", "user_pass", "pass\nDELE x", "root", "/a/../b")
                .entrySet()) {
            assertProblem(400, post("/permissions", permission().put(wrong.getKey(), wrong.getValue()).encode()),
                    wrong.getKey());
        }
        for (String root : List.of("relative", "/a\r\nb", "/..", "/a\u0000")) {
            assertProblem(400, post("/permissions", permission().put("root", root).encode()), "root");
        }
    }

    /** They have no UTF-8: as question marks they would match what they aren't. */
    @ParameterizedTest
    @ValueSource(strings = {"\\ud800", "\\udc00\\ud800"})
    void halvesOfCharacters(String half) throws Exception {
        assertProblem(400, post("/users", user().encode().replace(PASSWORD, "password " + half)), "password");
        assertProblem(400, post("/permissions", permission().encode().replace("somebody", half)), "ftp_username");
        assertProblem(400, post("/permissions", permission().encode().replace(FTP_PASSWORD, half)), "user_pass");
        assertProblem(400, post("/permissions", permission().put("root", "/x").encode().replace("/x", "/" + half)),
                "root");
        assertProblem(400, post("/login", "{\"username\": \"ann\", \"password\": \"" + half + "\"}"), "password");
    }

    @Test
    void bodiesOfWrongKindOrSize() throws Exception {
        byte[] noUtf8 = user().encode().replace("eve", "\u00ff").getBytes(StandardCharsets.ISO_8859_1);
        assertProblem(400, client.post("/users").bearer(portal.adminToken()).body("application/json", noUtf8).send());
        assertProblem(415,
                client.post("/users").bearer(portal.adminToken()).body("text/plain", user().encode()).send());
        assertProblem(415,
                client.post("/users")
                        .bearer(portal.adminToken())
                        .body("application/json; charset=latin1", user().encode())
                        .send());
        assertProblem(415,
                client.post("/users")
                        .bearer(portal.adminToken())
                        .header("Content-Encoding", "gzip")
                        .body("application/json", user().encode())
                        .send());
        for (String form : List.of("username=%ff", "username=%zz", "username=%", "a=b&".repeat(200))) {
            assertProblem(400, client.post("/users").bearer(portal.adminToken()).form(form).send());
        }
        String large = user().put("x", "y".repeat(70_000)).encode();
        assertProblem(413, post("/users", large));
        assertRawProblem(413,
                client.raw("POST /users HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
                        + portal.adminToken()
                        + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + Integer.toHexString(large.length()) + "\r\n" + large + "\r\n0\r\n\r\n"));
    }

    @Test
    void namesThatCollide() throws Exception {
        for (String name : List.of("ann", "ANN", "Ann")) {
            assertProblem(409, post("/users", user().put("username", name).encode()), "username");
        }
        for (String alias : List.of("box", "BOX")) {
            assertProblem(409, post("/servers", server().put("alias", alias).encode()), "alias");
        }
        assertProblem(409, post("/permissions", permission().put("user_id", "ann").encode()));
        assertProblem(409, client.call("DELETE", "/users/admin").bearer(portal.adminToken()).send(), "admin");
        assertProblem(409,
                client.call("PATCH", "/users/admin")
                        .bearer(portal.adminToken())
                        .json(new JsonObject().put("role", "user"))
                        .send(),
                "admin");
    }

    @Test
    void idsThatDoNotExist() throws Exception {
        for (String path : List.of("/users/", "/servers/", "/permissions/")) {
            for (String id : List.of("nobody", "1", "00000000-0000-0000-0000-000000000000", "%F0%9F%98%80")) {
                assertProblem(404, client.get(path + id).bearer(portal.adminToken()).send());
                assertProblem(404, client.call("DELETE", path + id).bearer(portal.adminToken()).send());
            }
        }
        assertProblem(404,
                client.call("PATCH", "/users/nobody")
                        .bearer(portal.adminToken())
                        .json(new JsonObject().put("role", "user"))
                        .send());
        assertProblem(404,
                client.call("PATCH", "/servers/nobody")
                        .bearer(portal.adminToken())
                        .json(new JsonObject().put("host", "localhost"))
                        .send());
        assertProblem(404, post("/permissions", permission().put("user_id", "nobody").encode()));
        assertProblem(404, post("/permissions", permission().put("server_id", "nothing").encode()));
        assertProblem(404, client.get("/nothing").bearer(portal.adminToken()).send());
        assertProblem(404, client.get("/ftp/ann/other/x").bearer(portal.adminToken()).send());
        assertProblem(404, client.get("/ftp/nobody/box/x").bearer(portal.adminToken()).send());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ftp/ann/box/../x", "/ftp/ann/box/..", "/ftp/ann/box/%2e%2e/x", "/ftp/ann/box/%2E./x",
            "/ftp/ann/box/..%2fx", "/ftp/ann/box/%2e%2e%5c..%2f", "/ftp/../users", "/ftp/ann/%2e%2e/box/",
            "/ftp/ann/box/a%00b", "/ftp/ann/box/a%0d%0aDELE%20x", "/ftp/ann/box/a%0Ab/", "/ftp/ann%0d%0a/box/x",
            "/ftp/ann/box%0a/x", "/ftp/ann/box/%", "/ftp/ann/box/%zz", "/ftp/ann%ff/box/x",
            "/ftp/ann/box/%c0%ae%c0%ae/", "/ftp/ann/box%ed%a0%80/x", "/login?next=%ff", "/users/a%2fb", "/users/%00"})
    void pathsThatClimbOrInject(String target) throws Exception {
        assertRawProblem(400, client.raw(request("GET " + target + " HTTP/1.1")));
    }

    private static String request(String line, String... headers) {
        return line + "\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer " + portal.adminToken() + "\r\n"
                + String.join("", headers) + "\r\n";
    }

    @Test
    void whatIsHardlyHttp() throws Exception {
        assertRawProblem(414, client.raw(request("GET /" + "a".repeat(20_000) + " HTTP/1.1")));
        assertRawProblem(431, client.raw(request("GET / HTTP/1.1", "X: " + "a".repeat(40_000) + "\r\n")));
        assertRawProblem(400, client.raw("GET /health/live HTTP/1.1\r\nConnection: close\r\n\r\n"));
        assertRawProblem(400, client.raw("hello there\r\n\r\n"));
        assertRawProblem(400, client.raw(request("GET / HTTP/1.1", "Content-Length: 5\r\nContent-Length: 6\r\n")));
        assertRawProblem(400, client.raw(request("GET / HTTP/1.1", "X\u0001y: z\r\n")));
        for (String method : List.of("POST", "PATCH", "COPY", "PROPFIND", "FOO")) {
            assertRawProblem(405, client.raw(request(method + " /ftp/ann/box/x HTTP/1.1")));
        }
        assertRawProblem(405, client.raw(request("DELETE /login HTTP/1.1")));
        assertTrue(client.raw(request("GET /health/live HTTP/1.1")).startsWith("HTTP/1.1 200 "));
    }
}
