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
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoginTest extends PortalTest {

    static final String CREDENTIALS = new JsonObject().put("username", "alice")
            .put("password", FakePortal.PASSWORD)
            .encode();
    private static final String FORM = "username=alice&password="
            + URLEncoder.encode(FakePortal.PASSWORD, StandardCharsets.UTF_8);

    @Test
    void jsonGetsATokenAndACookie() throws Exception {
        var answer = client.post("/login").json(CREDENTIALS).header("User-Agent", "curl/8").send();
        assertEquals(200, answer.status());
        assertEquals(FakePortal.USER_TOKEN, answer.json().getString("token"));
        assertEquals("2026-02-03T05:05:06Z", answer.json().getString("expires_at"));
        Set<String> cookie = Set.of(answer.header("Set-Cookie").toLowerCase(Locale.ROOT).split("; ", -1));
        assertTrue(cookie.containsAll(
                Set.of("session=" + FakePortal.USER_TOKEN, "path=/", "httponly", "samesite=lax", "max-age=3600")),
                cookie.toString());
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
        assertEquals(AuthenticationMethod.session("s2"), portal.seen.last(Auth.Logout.class).actor().method());
        assertTrue(program.header("Set-Cookie").startsWith("session=; Max-Age=0"), program.header("Set-Cookie"));
        var browser = client.post("/logout").cookie(FakePortal.USER_TOKEN).browser().send();
        assertEquals(303, browser.status());
        assertEquals("/login", browser.header("Location"));
        assertEquals(405, client.get("/logout").cookie(FakePortal.USER_TOKEN).send().status());
    }

    private static String part(String disposition, String value) {
        return "--b0undary\r\nContent-Disposition: " + disposition + "\r\n\r\n" + value + "\r\n";
    }

    private Client.Answer multipart(String body) throws Exception {
        return client.post("/login")
                .body("multipart/form-data; boundary=b0undary", body.getBytes(StandardCharsets.UTF_8))
                .send();
    }

    /** As curl -F sends it. */
    @Test
    void aMultipartFormLogsInToo() throws Exception {
        String name = part("form-data; name=\"username\"", "alice");
        var answer = multipart(name + part("form-data; name=\"password\"", FakePortal.PASSWORD) + "--b0undary--\r\n");
        assertEquals(303, answer.status());
        var terse = multipart("ignored\r\n" + name + part("form-data;name=password", FakePortal.PASSWORD)
                .replace("\r\n\r\n", "\r\nContent-Type: text/plain\r\n\r\n") + "--b0undary--");
        assertEquals(303, terse.status());
    }

    @Test
    void otherMultipartBodiesAreRefused() throws Exception {
        String name = part("form-data; name=\"username\"", "alice");
        String end = "--b0undary--\r\n";
        for (String wrong : List.of("x", name, name.replace("b0undary", "other") + end, end.strip() + "x" + name,
                name + part("form-data; name=\"password\"; filename=\"x\"", "x") + end,
                name + part("form-data; name=\"password\"; filename*=UTF-8''x", "x") + end,
                name + part("form-data", "x") + end, name + part("attachment; name=\"password\"", "x") + end,
                name + part("form-data; name=\"password", "x") + end, name + "--b0undary\r\n\r\nx\r\n" + end,
                name + part("form-data; name=\"password\"\r\nContent-Transfer-Encoding: base64", "eA==") + end,
                name + part("form-data; name=\"password\"\r\nContent-Type: application/json", "x") + end,
                part("form-data; name=\"x\"", "y").repeat(101) + end)) {
            assertEquals(400, multipart(wrong).status(), wrong);
        }
        assertTrue(portal.seen.none(Auth.Login.class));
    }
}
