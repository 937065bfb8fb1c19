package io.ftpcluster.master.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.http.response.NodeHeader;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The members, and which of them has answered. */
class NodesTest extends PortalTest {

    @Test
    void eachSaysHowItIsOrIsSilent() throws Exception {
        JsonObject list = client.get("/nodes").admin().send().json();

        JsonObject first = list.getJsonArray("nodes").getJsonObject(0);
        assertEquals("node-1", first.getString("name"));
        assertTrue(first.getBoolean("answers_this"));
        assertEquals("unready", first.getString("state"));
        assertEquals(new JsonArray().add("It hurts."), first.getJsonArray("reasons"));
        assertEquals(3, first.getInteger("agents"));
        assertNull(first.getValue("database_ms"));
        assertNull(first.getValue("silent_seconds"));
        JsonObject second = list.getJsonArray("nodes").getJsonObject(1);
        assertEquals("silent", second.getString("state"));
        assertEquals(0, second.getInteger("silent_seconds"));
        assertFalse(second.getBoolean("answers_this"));
        assertNull(second.getValue("agents"));
        assertEquals("node-3", list.getJsonArray("gone").getJsonObject(0).getString("name"));
    }

    @Test
    void thePageShowsAmountsForPeople() throws Exception {
        var answer = client.get("/nodes").admin().browser().send();
        assertEquals("nodes", answer.template());
        assertEquals("1.0 KiB of 2.0 KiB",
                answer.model().getJsonArray("nodes").getJsonObject(0).getString("heap_text"));
    }

    @Test
    void onlyAdminsSeeThem() throws Exception {
        assertEquals(403, client.get("/nodes").bearer(FakePortal.USER_TOKEN).send().status());
    }

    /** A stranger has no use for it but to count nodes. */
    @Test
    void theNodeIsToldToThoseWhoAreKnown() throws Exception {
        assertEquals("node-1", client.get("/me").bearer(FakePortal.USER_TOKEN).send().header("X-Node"));
        assertEquals("node-1", client.get("/metrics").admin().send().header("X-Node"));
        assertEquals("node-1", client.get("/users").bearer(FakePortal.USER_TOKEN).send().header("X-Node"));
        for (String path : List.of("/health/live", "/health/ready", "/nothing", "/me", "/login",
                "/" + "x".repeat(20_000))) {
            assertNull(client.get(path).send().header("X-Node"), path);
        }
        assertNull(client.get("/me").bearer("forged").send().header("X-Node"));
    }

    @Test
    void aNameThatNoHeaderCanCarryIsEncoded() {
        assertEquals("n%C3%BCrnberg%201%0D%0A%25", NodeHeader.encoded("nürnberg 1\r\n%"));
    }
}
