package io.ftpcluster.master.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.messages.Transfers;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The list of what moves, and how one ends. */
class TransfersTest extends PortalTest {

    private Client.Call form(String id) {
        return client.post("/transfers/" + id).cookie(FakePortal.ADMIN_TOKEN).form("_method=delete");
    }

    @Test
    void aUserAsksForTheirOwn() throws Exception {
        JsonObject transfer = client.get("/transfers")
                .bearer(FakePortal.USER_TOKEN)
                .send()
                .json()
                .getJsonArray("transfers")
                .getJsonObject(0);
        assertEquals("2", portal.seen.last(Transfers.FindAll.class).userId());
        assertEquals("admin", transfer.getString("user"));
        assertEquals("alice", transfer.getString("owner"));
        assertEquals("/a b", transfer.getString("path"));
        assertNull(transfer.getValue("size"));
        assertEquals("2026-02-03T04:05:06Z", transfer.getString("started_at"));
        client.get("/transfers").admin().send();
        assertNull(portal.seen.last(Transfers.FindAll.class).userId());
    }

    @Test
    void thePageShowsAmountsForPeople() throws Exception {
        JsonObject row = client.get("/transfers")
                .admin()
                .browser()
                .send()
                .model()
                .getJsonArray("transfers")
                .getJsonObject(0);
        assertEquals("2.0 KiB", row.getString("moved_text"));
        assertEquals("1.0 KiB/s", row.getString("speed_text"));
        assertNull(row.getValue("size_text"));
    }

    @Test
    void aNodeThatDoesntAnswerIsNamed() throws Exception {
        JsonObject list = client.get("/transfers").admin().send().json();
        assertEquals(new JsonArray().add("node-2"), list.getJsonArray("missing_nodes"));
        JsonObject model = client.get("/transfers").admin().browser().send().model();
        assertEquals(new JsonArray().add("node-2"), model.getJsonArray("missing_nodes"));
        assertTrue(model.getBoolean("many_nodes"));
    }

    @Test
    void aTransferOfANodeThatIsGoneIsOver() throws Exception {
        for (String id : List.of("n7.1", "1", "n1")) {
            var answer = client.call("DELETE", "/transfers/" + id).admin().send();
            assertEquals(404, answer.status(), id);
        }
    }

    @Test
    void oneEnds() throws Exception {
        assertEquals(204, client.call("DELETE", "/transfers/n1.1").admin().send().status());
        assertEquals(new Transfers.End(FakePortal.adminFrom("127.0.0.1"), "n1.1"),
                portal.seen.last(Transfers.End.class));
        assertEquals(404, client.call("DELETE", "/transfers/n1.2").admin().send().status());
        assertEquals(204, form("n1.1").send().status());
        assertEquals(400, client.post("/transfers/n1.1").admin().form("_method=patch").send().status());
    }

    @Test
    void aBrowserComesBackToTheList() throws Exception {
        var answer = form("n1.1").browser().send();
        assertEquals(303, answer.status());
        assertEquals("/transfers", answer.header("Location"));
        assertTrue(answer.header("Set-Cookie").startsWith("notice=TRANSFER_ENDED;"));
        var late = form("n1.2").browser().send();
        assertEquals(404, late.status());
        assertEquals("transfers", late.template());
        assertEquals("This transfer is over.", late.model().getString("error"));
    }
}
