package io.ftpcluster.master.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.messages.AuthenticationMethod;
import io.ftpcluster.messages.Copies;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.RemotePath;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How copies are asked for, shown and cancelled. */
class CopiesTest extends PortalTest {

    static final String NEW = "{\"source\":[\"/ftp/alice/alpha/a%20b\",\"/ftp/alice/alpha/dir%FF/\"],"
            + "\"destination\":\"/ftp/alice/beta/in\",\"operation\":\"move\",\"conflict\":\"rename\"}";

    @Test
    void oneIsAskedForByAddresses() throws Exception {
        var answer = client.post("/copies").bearer(FakePortal.USER_TOKEN).json(NEW).send();
        assertEquals(201, answer.status(), answer.text());
        assertEquals("/copies/c1", answer.header("Location"));
        Copies.Create asked = portal.seen.last(Copies.Create.class);
        assertEquals("alice", asked.actor().username());
        assertEquals(AuthenticationMethod.session("s2"), asked.actor().method());
        assertEquals(FakeAnswers.COPY.sources(), asked.sources());
        assertEquals(FakeAnswers.COPY.destination(), asked.destination());
        assertEquals(Copies.Operation.MOVE, asked.operation());
        assertEquals(Copies.Conflict.RENAME, asked.conflict());
        JsonObject copy = answer.json();
        assertEquals(new JsonArray().add("/ftp/alice/alpha/a%20b").add("/ftp/alice/alpha/dir%FF/"),
                copy.getJsonArray("source"));
        assertEquals("/ftp/alice/beta/in/", copy.getString("destination"));
        assertEquals("/dir\uFFFD/x", copy.getString("current"));
    }

    @Test
    void whatIsNotSaidLosesNothing() throws Exception {
        client.post("/copies")
                .bearer(FakePortal.USER_TOKEN)
                .json("{\"source\":[\"/ftp/alice/alpha/Grüße\"],\"destination\":\"/ftp/alice/beta\"}")
                .send();
        Copies.Create asked = portal.seen.last(Copies.Create.class);
        assertEquals(
                List.of(new Copies.Source(new Files.Location("alice", "alpha", RemotePath.parse("/Grüße")), false)),
                asked.sources());
        assertTrue(asked.destination().path().isTop());
        assertEquals(Copies.Operation.COPY, asked.operation());
        assertEquals(Copies.Conflict.SKIP, asked.conflict());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "/ftp/alice", "/ftp/alice/", "/ftp/alice/alpha/../x", "/ftp/alice/alpha/%zz",
            "/ftp/alice/alpha/a%2Fb", "/ftp/alice/alpha/a%0D%0ADELE", "https://portal/ftp/alice/alpha/x", ""})
    void whatIsNoPathIsRefused(String path) throws Exception {
        String good = "/ftp/alice/alpha/x";
        for (JsonObject body : List.of(
                new JsonObject().put("source", new JsonArray().add(path)).put("destination", good),
                new JsonObject().put("source", new JsonArray().add(good)).put("destination", path))) {
            var answer = client.post("/copies").bearer(FakePortal.USER_TOKEN).json(body.encode()).send();
            assertEquals(400, answer.status(), answer.text());
        }
    }

    @Test
    void tooManyOrNoneAreRefused() throws Exception {
        JsonArray many = new JsonArray();
        for (int i = 0; i <= Copies.Create.MOST_SOURCES; i++) {
            many.add("/ftp/alice/alpha/" + i);
        }
        for (JsonArray sources : List.of(many, new JsonArray())) {
            var answer = client.post("/copies")
                    .bearer(FakePortal.USER_TOKEN)
                    .json(new JsonObject().put("source", sources).put("destination", "/ftp/alice/beta/").encode())
                    .send();
            assertEquals(400, answer.status(), answer.text());
            assertTrue(answer.text().contains("source"), answer.text());
        }
    }

    @Test
    void aUserSeesTheirOwn() throws Exception {
        client.get("/copies").bearer(FakePortal.USER_TOKEN).send();
        assertEquals("2", portal.seen.last(Copies.FindAll.class).userId());
        client.get("/copies/c1").bearer(FakePortal.USER_TOKEN).send();
        assertEquals("2", portal.seen.last(Copies.Find.class).userId());
        client.call("DELETE", "/copies/c1").bearer(FakePortal.USER_TOKEN).send();
        assertEquals("2", portal.seen.last(Copies.Cancel.class).userId());
        client.get("/copies").admin().send();
        assertNull(portal.seen.last(Copies.FindAll.class).userId());
        assertEquals(404, client.get("/copies/c2").admin().send().status());
    }

    @Test
    void aFormLeadsToItsPage() throws Exception {
        var begun = client.post("/copies")
                .cookie(FakePortal.USER_TOKEN)
                .form("source=%2Fftp%2Falice%2Falpha%2Fa%2520b%0D%0A%2Fftp%2Falice%2Falpha%2Fc%0D%0A"
                        + "&destination=%2Fftp%2Falice%2Fbeta%2F&operation=copy&conflict=skip")
                .browser()
                .send();
        assertEquals(303, begun.status(), begun.text());
        assertEquals("/copies/c1", begun.header("Location"));
        assertEquals(2, portal.seen.last(Copies.Create.class).sources().size());
        var wrong = client.post("/copies")
                .cookie(FakePortal.USER_TOKEN)
                .form("source=%2Fetc&destination=%2Fftp%2Falice%2Fbeta%2F&operation=copy&conflict=skip")
                .browser()
                .send();
        assertEquals(400, wrong.status());
        assertEquals("copies", wrong.template());
        assertEquals("/etc", wrong.model().getJsonObject("form").getString("source"));
        var cancelled = client.post("/copies/c1").cookie(FakePortal.USER_TOKEN).form("_method=delete").browser().send();
        assertEquals(303, cancelled.status());
        assertEquals("/copies/c1", cancelled.header("Location"));
    }

    @Test
    void thePageShowsAmountsForPeople() throws Exception {
        JsonObject copy = client.get("/copies/c1").admin().browser().send().model().getJsonObject("copy");
        assertEquals("3 of 10 files, 1 skipped, 1 failed", copy.getString("files_text"));
        assertEquals("2.0 KiB of 4.0 KiB", copy.getString("bytes_text"));
        assertEquals(50, copy.getInteger("percent"));
        assertEquals("Running", copy.getString("state_text"));
    }
}
