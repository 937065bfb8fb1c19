package io.ftpcluster.portal;

import static io.ftpcluster.portal.Answers.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ftpcluster.testing.LogCapture;
import io.ftpcluster.testing.PortalClient.Answer;
import io.ftpcluster.testing.PortalClient;
import io.ftpcluster.testing.RunningPortal;
import io.ftpcluster.testing.ScriptedFtp;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rights that end do so with the next request, whatever was open or remembered; and nobody makes up a token. */
class EndedAccessIT {

    private static final String PASSWORD = "a user's passphrase";
    private static final String NEW_PASSWORD = "another passphrase";
    private static final String FTP_PASSWORD = "behind-the-portal";

    private static LogCapture log;
    private static RunningPortal portal;
    private static PortalClient client;
    private static ScriptedFtp server;
    private static Path data;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        data = directory;
        log = new LogCapture();
        portal = RunningPortal.start(directory);
        client = portal.client();
        server = new ScriptedFtp();
        portal.addServer("box", server.port());
    }

    @AfterAll
    static void stop() {
        try {
            Answers.assertNothingLeaked(client, log, List.of(PASSWORD, NEW_PASSWORD, FTP_PASSWORD));
        } finally {
            portal.close();
            server.close();
            log.close();
        }
    }

    /** Someone with a session and a remembered Basic login, both used already. */
    private record Person(String name, String token, String permission) {

        static Person arrive(String name) throws Exception {
            portal.addUser(name, PASSWORD);
            String permission = portal.permit(name, "box", "somebody", FTP_PASSWORD);
            Person person = new Person(name, client.login(name, PASSWORD), permission);
            for (Answer answer : person.download()) {
                assertEquals("0123456789", answer.text());
            }
            return person;
        }

        /** By cookie, token and password. */
        List<Answer> ask(String path) throws Exception {
            return List.of(client.get(path).cookie(token).send(), client.get(path).bearer(token).send(),
                    client.get(path).basic(name, PASSWORD).send());
        }

        List<Answer> download() throws Exception {
            return ask("/ftp/" + name + "/box/file");
        }
    }

    private static Answer asAdmin(String method, String path, JsonObject body) throws Exception {
        PortalClient.Call call = client.call(method, path).bearer(portal.adminToken());
        return (body == null ? call : call.json(body)).send();
    }

    @Test
    void aRevokedPermission() throws Exception {
        Person ann = Person.arrive("ann");
        assertEquals(204, asAdmin("DELETE", "/permissions/" + ann.permission(), null).status());
        for (Answer answer : ann.download()) {
            assertProblem(404, answer);
        }
        for (Answer answer : ann.ask("/ftp/ann/box/")) {
            assertProblem(404, answer);
        }
        for (Answer answer : ann.ask("/me")) {
            assertEquals(200, answer.status());
            assertEquals(0, answer.json().getJsonArray("servers").size());
        }
    }

    @Test
    void aDeletedUser() throws Exception {
        Person dan = Person.arrive("dan");
        assertEquals(204, asAdmin("DELETE", "/users/dan", null).status());
        for (Answer answer : dan.download()) {
            assertProblem(401, answer);
        }
        portal.addUser("dan", PASSWORD);
        assertProblem(401, client.get("/me").bearer(dan.token()).send());
    }

    @Test
    void aChangedPassword() throws Exception {
        Person pat = Person.arrive("pat");
        assertEquals(200, asAdmin("PATCH", "/users/pat", new JsonObject().put("password", NEW_PASSWORD)).status());
        for (Answer answer : pat.download()) {
            assertProblem(401, answer);
        }
        assertEquals(200, client.get("/me").basic("pat", NEW_PASSWORD).send().status());
        assertEquals(200, client.get("/me").bearer(client.login("pat", NEW_PASSWORD)).send().status());
    }

    @Test
    void aLoggedOutToken() throws Exception {
        Person lou = Person.arrive("lou");
        String other = client.login("lou", PASSWORD);
        assertEquals(204, client.post("/logout").bearer(lou.token()).accept("application/json").send().status());
        assertProblem(401, client.get("/me").bearer(lou.token()).send());
        assertProblem(401, client.get("/me").cookie(lou.token()).send());
        assertEquals(200, client.get("/me").bearer(other).send().status());
    }

    @Test
    void aLostRole() throws Exception {
        portal.addUser("rob", PASSWORD);
        assertEquals(200, asAdmin("PATCH", "/users/rob", new JsonObject().put("role", "admin")).status());
        String token = client.login("rob", PASSWORD);
        assertEquals(200, client.get("/users").bearer(token).send().status());
        assertEquals(200, client.get("/users").basic("rob", PASSWORD).send().status());
        assertEquals(200, asAdmin("PATCH", "/users/rob", new JsonObject().put("role", "user")).status());
        assertProblem(403, client.get("/users").bearer(token).send());
        assertProblem(403, client.get("/users").basic("rob", PASSWORD).send());
    }

    @Test
    void tokensOfNobody() throws Exception {
        portal.addUser("tom", PASSWORD);
        String token = client.login("tom", PASSWORD);
        String[] parts = token.split("\\.", -1);
        JsonObject claims = new JsonObject(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8));
        String key = Files.readString(data.resolve("secret.key")).strip();
        String header = "{\"typ\":\"JWT\",\"alg\":\"HS256\"}";
        // Proves that only what is changed below makes the difference.
        assertEquals(200, client.get("/me").bearer(signed(header, claims, key)).send().status());

        long past = System.currentTimeMillis() / 1000 - 60;
        for (String forged : List.of(signed(header, claims.copy().put("exp", past), key),
                signed(header, claims, "k".repeat(64)),
                signed(header, claims.copy().put("sid", "00000000-0000-0000-0000-000000000000"), key),
                signed(header, claims.copy().put("sub", "00000000-0000-0000-0000-000000000000"), key),
                signed("{\"typ\":\"JWT\",\"alg\":\"HS512\"}", claims, key),
                encoded("{\"typ\":\"JWT\",\"alg\":\"none\"}") + "." + parts[1] + ".",
                encoded("{\"typ\":\"JWT\",\"alg\":\"none\"}") + "." + parts[1] + "." + parts[2],
                parts[0] + "." + parts[1] + ".", parts[0] + "." + parts[1],
                parts[0] + "." + encoded(claims.copy().put("exp", past + 999_999).encode()) + "." + parts[2], "a.b.c",
                "x", "..", "x".repeat(8000))) {
            assertProblem(401, client.get("/me").bearer(forged).send());
            assertProblem(401, client.get("/me").cookie(forged).send());
        }
        for (String unreadable : List.of("Basic !!!", "Basic " + encoded("nocolon"), "Digest x", "Bearer", "Bearer ",
                "Basic", "x")) {
            assertProblem(401, client.get("/me").header("Authorization", unreadable).send());
        }
    }

    private static String signed(String header, JsonObject claims, String key) throws Exception {
        String content = encoded(header) + "." + encoded(claims.encode());
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return content + "."
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
