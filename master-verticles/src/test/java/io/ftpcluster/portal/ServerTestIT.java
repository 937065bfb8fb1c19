package io.ftpcluster.portal;

import static io.ftpcluster.portal.Answers.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.LogCapture;
import io.ftpcluster.testing.PortalClient.Answer;
import io.ftpcluster.testing.RunningPortal;
import io.ftpcluster.testing.ScriptedFtp;
import io.ftpcluster.testing.Vsftpd;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An admin tests servers over HTTP, up to the disk of a real vsftpd. */
class ServerTestIT {

    private static final String PASSWORD = "ann's passphrase";
    private static final String WRONG = "not-the-ftp-password";

    private static LogCapture log;
    private static RunningPortal portal;
    private static Vsftpd server;
    private static String annsPermission;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        log = new LogCapture();
        portal = RunningPortal.start(directory.resolve("data"));
        server = new Vsftpd(Files.createDirectory(directory.resolve("ftp")), FtpSecurity.EXPLICIT);
        portal.addUser("ann", PASSWORD);
        portal.addUser("bob", PASSWORD);
        portal.addServer("real", server.port(), FtpSecurity.EXPLICIT, server.fingerprint());
        annsPermission = portal.permit("ann", "real", server.user(), server.password());
        portal.permit("bob", "real", server.user(), WRONG);
    }

    @AfterAll
    static void stop() {
        try {
            Answers.assertNothingLeaked(portal.client(), log, List.of(server.password(), WRONG));
        } finally {
            portal.close();
            server.close();
            log.close();
        }
    }

    private static Answer test(String ref, JsonObject body) throws Exception {
        return portal.client().post("/servers/" + ref + "/test").bearer(portal.adminToken()).json(body).send();
    }

    private static JsonObject step(JsonObject report, String name) {
        return report.getJsonArray("steps")
                .stream()
                .map(JsonObject.class::cast)
                .filter(step -> step.getString("name").equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aGoodServerIsSaidToBeGood() throws Exception {
        JsonObject report = test("real", new JsonObject().put("permission_id", annsPermission)).json();
        assertTrue(report.getBoolean("ok"), report.encodePrettily());
        // The certificate lasts two days only.
        assertEquals("It works. Look at: TLS and certificate.", report.getString("summary"));
        assertEquals("ann", report.getJsonObject("tested_as").getString("username"));
        assertEquals("real", report.getJsonObject("server").getString("alias"));
        assertEquals("ok", step(report, "delete").getString("outcome"));
        assertTrue(step(report, "data_tls").getString("detail").contains("resumed"));
        try (var left = Files.list(server.home())) {
            assertEquals(0, left.count());
        }
        String trail = portal.client()
                .get("/audit")
                .bearer(portal.adminToken())
                .accept("application/json")
                .send()
                .text();
        assertTrue(trail.contains("server.test"), trail);
    }

    @Test
    void whatIsWrongIsTheAnswerAndNoFailure() throws Exception {
        Answer answer = test("real", new JsonObject().put("username", "bob"));
        assertEquals(200, answer.status());
        JsonObject report = answer.json();
        assertFalse(report.getBoolean("ok"));
        assertTrue(report.getString("summary").startsWith("Login failed: "), report.getString("summary"));
        assertTrue(report.getString("summary").contains("530 "), report.getString("summary"));
        assertEquals("failed", step(report, "login").getString("outcome"));
        assertEquals("skipped", step(report, "listing").getString("outcome"));
        assertTrue(step(report, "listing").getString("detail").contains("because login failed"));
    }

    @Test
    void withoutAPermissionTheTestEndsBeforeTheLogin() throws Exception {
        portal.addServer("lonely", server.port(), FtpSecurity.EXPLICIT, server.fingerprint());
        Answer answer = portal.client().post("/servers/lonely/test").bearer(portal.adminToken()).send();
        assertEquals(200, answer.status());
        assertTrue(answer.json().getBoolean("ok"), answer.text());
        assertTrue(answer.json().getString("summary").contains("grant a permission"));
        assertEquals("skipped", step(answer.json(), "login").getString("outcome"));
    }

    @Test
    void whatCanNotBeTestedIsRefused() throws Exception {
        assertProblem(404, test("nowhere", new JsonObject()), "");
        assertProblem(400, test("real", new JsonObject().put("username", "nobody")), "username");
        assertProblem(400, test("real", new JsonObject().put("permission_id", "x")), "permission_id");
        assertProblem(400, test("real", new JsonObject().put("permission_id", "x").put("username", "ann")), "beside");
        assertProblem(400, test("real", new JsonObject().put("password", "x")), "password");
        String ann = portal.client().login("ann", PASSWORD);
        assertEquals(403,
                portal.client().post("/servers/real/test").bearer(ann).json(new JsonObject()).send().status());
    }

    @Test
    void onlyAFewRunAtOnce() throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ExecutorCompletionService<Answer>(executor);
            try (ScriptedFtp hanging = new ScriptedFtp().hangs("GREETING")) {
                portal.addServer("hanging", hanging.port());
                List<Future<Answer>> asked = IntStream.range(0, 6)
                        .mapToObj(i -> answers.submit(() -> test("hanging", new JsonObject())))
                        .toList();
                for (int i = 0; i < 2; i++) {
                    assertEquals(503, answers.take().get().status());
                }
                assertEquals(4, asked.stream().filter(each -> !each.isDone()).count());
            }
            // The end of the server is the end of its tests.
            for (int i = 0; i < 4; i++) {
                assertEquals(200, answers.take().get().status());
            }
        }
    }
}
