package io.ftpcluster.master.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.messages.Auth;
import io.ftpcluster.messages.Sessions;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who sees and ends which sessions. */
class SessionsTest extends PortalTest {

    private Client.Answer asAlice(String method, String path) throws Exception {
        return client.call(method, path).bearer(FakePortal.USER_TOKEN).send();
    }

    @Test
    void anAdminSeesAllAndWhichIsTheirs() throws Exception {
        Client.Answer answer = client.get("/sessions").admin().send();
        JsonObject first = answer.json().getJsonArray("sessions").getJsonObject(0);
        assertNull(portal.seen.last(Sessions.FindAll.class).userRef());
        assertEquals("s1", first.getString("id"));
        assertEquals("cookie", first.getString("kind"));
        assertTrue(first.getBoolean("current"));
        assertFalse(answer.json().getJsonArray("sessions").getJsonObject(1).getBoolean("current"));
        assertFalse(answer.text().contains(FakePortal.ADMIN_TOKEN));
        client.get("/sessions?user=alice&limit=7").admin().send();
        assertEquals(new Sessions.FindAll("alice", 7), portal.seen.last(Sessions.FindAll.class));
    }

    @Test
    void aUserSeesTheirOwn() throws Exception {
        assertEquals(200, asAlice("GET", "/sessions").status());
        assertEquals("2", portal.seen.last(Sessions.FindAll.class).userRef());
        assertEquals(200, asAlice("GET", "/sessions?user=ALICE").status());
        assertEquals(403, asAlice("GET", "/sessions?user=admin").status());
    }

    @Test
    void withBasicNoneIsTheCurrentOne() throws Exception {
        JsonObject list = client.get("/sessions").basic("admin", FakePortal.PASSWORD).send().json();
        assertFalse(list.getJsonArray("sessions").getJsonObject(0).getBoolean("current"));
    }

    @Test
    void oneEndsForWhoeverAsks() throws Exception {
        assertEquals(204, asAlice("DELETE", "/sessions/s2").status());
        Sessions.Revoke asked = portal.seen.last(Sessions.Revoke.class);
        assertEquals("s2", asked.id());
        assertEquals("alice", asked.actor().username());
    }

    @Test
    void manyEndByWhoseTheyAre() throws Exception {
        Client.Answer answer = client.call("DELETE", "/sessions?user=alice").admin().send();
        assertEquals("{\"ended\":2}", answer.text());
        Sessions.RevokeAll asked = portal.seen.last(Sessions.RevokeAll.class);
        assertEquals("alice", asked.userRef());
        assertNull(asked.except());
        assertEquals(200, asAlice("DELETE", "/sessions?others=true").status());
        asked = portal.seen.last(Sessions.RevokeAll.class);
        assertEquals("2", asked.userRef());
        assertEquals("s2", asked.except());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?others=false", "?others=yes", "?user=admin"})
    void nothingEndsThatWasNotMeant(String query) throws Exception {
        assertEquals(query.contains("admin") ? 403 : 400, asAlice("DELETE", "/sessions" + query).status());
        assertTrue(portal.seen.none(Sessions.RevokeAll.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1001", "x"})
    void aLimitIsANumber(String limit) throws Exception {
        assertEquals(400, client.get("/sessions?limit=" + limit).admin().send().status());
    }

    @Test
    void aLoginTellsHowTheTokenIsHandedOver() throws Exception {
        client.post("/login").json(LoginTest.CREDENTIALS).send();
        assertEquals(Sessions.Kind.BEARER, portal.seen.last(Auth.Login.class).kind());
        client.post("/login").browser().form("username=alice&password=x").send();
        assertEquals(Sessions.Kind.COOKIE, portal.seen.last(Auth.Login.class).kind());
    }
}
