package io.ftpcluster.master.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.messages.Auth;
import io.ftpcluster.messages.AuthenticationMethod;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PasswordTest extends PortalTest {

    private static final String NEW = "another good one";
    private static final String FORM = "current_password="
            + URLEncoder.encode(FakePortal.PASSWORD, StandardCharsets.UTF_8) + "&new_password=another+good+one";

    private static String json(String current, String next) {
        return new JsonObject().put("current_password", current).put("new_password", next).encode();
    }

    @Test
    void aProgramChangesItsOwn() throws Exception {
        var answer = client.post("/me/password")
                .bearer(FakePortal.USER_TOKEN)
                .json(json(FakePortal.PASSWORD, NEW))
                .send();
        assertEquals(204, answer.status());
        assertNull(answer.header("Set-Cookie"), "the session goes on with the token that it has");
        Auth.ChangePassword asked = portal.seen.last(Auth.ChangePassword.class);
        assertEquals("alice", asked.actor().username());
        assertEquals(AuthenticationMethod.session("s2"), asked.actor().method());
        assertEquals(NEW, asked.newPassword().value());

        client.post("/me/password").basic("alice", FakePortal.PASSWORD).json(json(FakePortal.PASSWORD, NEW)).send();
        assertEquals(AuthenticationMethod.PASSWORD, portal.seen.last(Auth.ChangePassword.class).actor().method());
    }

    @Test
    void aWrongCurrentOneIsNamedAndNoneComesBack() throws Exception {
        var answer = client.post("/me/password").bearer(FakePortal.USER_TOKEN).json(json("not this one", NEW)).send();
        assertEquals(403, answer.status());
        assertEquals("current_password", answer.json().getJsonArray("errors").getJsonObject(0).getString("field"));
        var page = client.post("/me/password")
                .cookie(FakePortal.USER_TOKEN)
                .browser()
                .form("current_password=not-this-one&new_password=another+good+one")
                .send();
        assertEquals(403, page.status());
        assertEquals("account", page.template());
        assertEquals("is wrong", page.model().getJsonObject("errors").getString("current_password"));
        assertFalse(page.text().contains("not-this-one") || page.text().contains(NEW), page.text());
    }

    @Test
    void thePageSaysThatItWorked() throws Exception {
        var answer = client.post("/me/password").cookie(FakePortal.USER_TOKEN).browser().form(FORM).send();
        assertEquals(303, answer.status());
        assertEquals("/me", answer.header("Location"));
        assertTrue(answer.header("Set-Cookie").startsWith("notice=PASSWORD_CHANGED; "), answer.header("Set-Cookie"));
        assertEquals("account", client.get("/me/password").cookie(FakePortal.USER_TOKEN).browser().send().template());
    }

    @Test
    void whatIsMissingOrShortIsNamed() throws Exception {
        for (String body : new String[]{"{}", json(FakePortal.PASSWORD, "short"),
                "{\"new_password\":\"" + NEW + "\"}"}) {
            assertEquals(400, client.post("/me/password").admin().json(body).send().status(), body);
        }
        assertTrue(portal.seen.none(Auth.ChangePassword.class));
        assertEquals(401, client.post("/me/password").json(json("x", NEW)).send().status());
    }
}
