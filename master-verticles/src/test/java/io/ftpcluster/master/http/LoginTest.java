package io.ftpcluster.master.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.messages.Auth;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoginTest extends PortalTest {

    static final String CREDENTIALS = new JsonObject().put("username", "alice").put("password", FakePortal.PASSWORD)
            .encode();
    private static final String FORM = "username=alice&password=" + URLEncoder.encode(FakePortal.PASSWORD,
            StandardCharsets.UTF_8);

    @Test
    void jsonGetsATokenAndACookie() throws Exception {
        var answer = client.post("/login").json(CREDENTIALS).header("User-Agent", "curl/8").send();
        assertEquals(200, answer.status());
        assertEquals(FakePortal.USER_TOKEN, answer.json().getString("token"));
        assertEquals("2026-02-03T05:05:06Z", answer.json().getString("expires_at"));
        Set<String> cookie = Set.of(answer.header("Set-Cookie").toLowerCase(Locale.ROOT).split("; ", -1));
        assertTrue(cookie.containsAll(Set.of("session=" + FakePortal.USER_TOKEN, "path=/", "httponly", "samesite=lax",
                "max-age=3600")), cookie.toString());
        assertFalse(cookie.contains("secure"), "over plain HTTP a browser would drop it");
        assertEquals("curl/8", portal.seen.last(Auth.Login.class).userAgent());
    }

    @Test
    void aFormIsSentOn() throws Exception {
        var answer = client.post("/login").form(FORM).send();
        assertEquals(303, answer.status());
        assertEquals("/dashboard", answer.header("Location"));
        assertTrue(answer.header("Set-Cookie").startsWith("session=" + FakePortal.USER_TOKEN));
        var back = client.post("/login").form(FORM + "&next=%2Fusers%3Fx%3D1").send();
        assertEquals("/users?x=1", back.header("Location"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"//evil.example", "https://evil.example", "/\\evil.example", "\\evil", "/a\r\nb", "users",
            "/\t/evil.example", ""})
    void nobodyIsSentElsewhere(String next) throws Exception {
        String encoded = URLEncoder.encode(next, StandardCharsets.UTF_8);
        assertEquals("/dashboard", client.post("/login").form(FORM + "&next=" + encoded).send().header("Location"));
        assertEquals("/dashboard", client.get("/login?next=" + encoded).send().model().getString("next"));
    }

    @Test
    void aWrongPasswordIsRefusedInEachOnesWay() throws Exception {
        var program = client.post("/login").json("{\"username\":\"alice\",\"password\":\"wrong\"}").send();
        assertEquals(401, program.status());
        assertEquals("Wrong username or password.", program.json().getString("detail"));
        assertNull(program.header("Set-Cookie"));
        var browser = client.post("/login").browser().form("username=alice&password=wrong&next=/users").send();
        assertEquals(401, browser.status());
        assertEquals("login", browser.template());
        assertEquals("alice", browser.model().getString("username"));
        assertEquals("/users", browser.model().getString("next"));
        assertEquals("Wrong username or password.", browser.model().getString("error"));
        assertFalse(browser.text().contains("\"wrong\""), "a password must not come back");
    }

    @Test
    void afterTooManyAttemptsTheFormSaysWhenToComeBack() throws Exception {
        var answer = client.post("/login").browser().form("username=flood&password=x").send();
        assertEquals(429, answer.status());
        assertEquals("7", answer.header("Retry-After"));
        assertEquals("login", answer.template());
    }

    @Test
    void logoutEndsTheSessionAndTheCookie() throws Exception {
        var program = client.post("/logout").cookie(FakePortal.USER_TOKEN).send();
        assertEquals(204, program.status());
        assertEquals("s2", portal.seen.last(Auth.Logout.class).sessionId());
        assertTrue(program.header("Set-Cookie").startsWith("session=; Max-Age=0"), program.header("Set-Cookie"));
        var browser = client.post("/logout").cookie(FakePortal.USER_TOKEN).browser().send();
        assertEquals(303, browser.status());
        assertEquals("/login", browser.header("Location"));
        assertEquals(405, client.get("/logout").cookie(FakePortal.USER_TOKEN).send().status());
    }
}
