package io.ftpcluster.master.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.messages.Auth;
import io.ftpcluster.messages.Users;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets in: credentials, roles, other sites. */
class AccessTest extends PortalTest {

    @Test
    void cookieBearerAndBasicAllWork() throws Exception {
        assertEquals(200, client.get("/me").cookie(FakePortal.USER_TOKEN).send().status());
        assertEquals(200, client.get("/me").bearer(FakePortal.USER_TOKEN).send().status());
        assertEquals(200, client.get("/me").basic("alice", FakePortal.PASSWORD).send().status());
        assertEquals("127.0.0.1", portal.seen.last(Auth.VerifyPassword.class).remoteAddress());
    }

    @Test
    void theHeaderWinsOverTheCookie() throws Exception {
        var answer = client.get("/me").cookie(FakePortal.USER_TOKEN).bearer(FakePortal.ADMIN_TOKEN).send();
        assertEquals("admin", answer.json().getJsonObject("user").getString("username"));
        assertEquals(401, client.get("/me").cookie(FakePortal.USER_TOKEN).bearer("forged").send().status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer forged", "Bearer ", "Basic !!!", "Basic YWxpY2U=", "Basic YWxpY2U6/w==",
            "Basic YWxpY2UNCjp4", "Digest x", ""})
    void badCredentialsAreChallenged(String authorization) throws Exception {
        var answer = client.get("/me").header("Authorization", authorization).send();
        assertEquals(401, answer.status());
        assertEquals("unauthenticated", answer.json().getString("code"));
        assertEquals(List.of("Basic realm=\"FTPCluster\", charset=\"UTF-8\"", "Bearer realm=\"FTPCluster\""),
                answer.headers("WWW-Authenticate"));
    }

    @Test
    void tooManyAttemptsSayWhenToComeBack() throws Exception {
        var answer = client.get("/me").basic("flood", "x").send();
        assertEquals(429, answer.status());
        assertEquals("7", answer.header("Retry-After"));
    }

    @Test
    void aBrowserIsSentToTheLoginAndBack() throws Exception {
        var answer = client.get("/users?x=1").browser().send();
        assertEquals(303, answer.status());
        assertEquals("/login?next=%2Fusers%3Fx%3D1", answer.header("Location"));
        assertEquals("/login", client.post("/users").browser().form("a=b").send().header("Location"));
        assertEquals(303, client.get("/me").cookie("expired").browser().send().status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/docs", "/nothing"})
    void openPagesKnowWhoIsLoggedIn(String path) throws Exception {
        var known = client.get(path).cookie(FakePortal.USER_TOKEN).browser().send();
        assertEquals("alice", known.model().getJsonObject("me").getString("username"));
        var stranger = client.get(path).cookie("expired").browser().send();
        assertEquals(known.status(), stranger.status());
        assertNull(stranger.model().getJsonObject("me"));
    }

    @ParameterizedTest
    @CsvSource({"GET,/users", "POST,/users", "DELETE,/servers/7", "GET,/audit", "GET,/metrics", "POST,/permissions"})
    void usersAreNoAdmins(String method, String path) throws Exception {
        var answer = client.call(method, path).bearer(FakePortal.USER_TOKEN).send();
        assertEquals(403, answer.status());
        assertEquals("forbidden", answer.json().getString("code"));
    }

    @ParameterizedTest
    @CsvSource({"Sec-Fetch-Site,cross-site", "Sec-Fetch-Site,same-site", "Origin,https://evil.example", "Origin,null",
            "Origin,http://127.0.0.1", "Origin,''"})
    void otherSitesCannotChangeAnything(String header, String value) throws Exception {
        var byCookie = client.call("DELETE", "/users/2").cookie(FakePortal.ADMIN_TOKEN).header(header, value).send();
        assertEquals(403, byCookie.status());
        // Browsers repeat Basic by themselves, just like a cookie.
        var byBasic = client.call("DELETE", "/users/2").basic("admin", FakePortal.PASSWORD).header(header, value);
        assertEquals(403, byBasic.send().status());
        var login = client.post("/login").header(header, value).form("username=alice&password=x").send();
        assertEquals(403, login.status());
        assertTrue(portal.seen.none(Users.Delete.class));
        assertTrue(portal.seen.none(Auth.Login.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "MKCOL", "MOVE"})
    void otherSitesCannotChangeFiles(String method) throws Exception {
        String path = "/ftp/alice/alpha/x";
        assertEquals(403,
                client.call(method, path)
                        .cookie(FakePortal.USER_TOKEN)
                        .header("Sec-Fetch-Site", "cross-site")
                        .send()
                        .status());
        assertEquals(403,
                client.call(method, path)
                        .basic("alice", FakePortal.PASSWORD)
                        .header("Origin", "https://evil.example")
                        .send()
                        .status());
        assertEquals(200, client.call(method, path).bearer(FakePortal.USER_TOKEN).send().status());
    }

    @Test
    void ownPagesAndProgramsPass() throws Exception {
        var call = client.call("DELETE", "/users/2").cookie(FakePortal.ADMIN_TOKEN);
        assertEquals(204, call.send().status());
        assertEquals(204, call.header("Sec-Fetch-Site", "same-origin").send().status());
        assertEquals(204,
                client.call("DELETE", "/users/2")
                        .cookie(FakePortal.ADMIN_TOKEN)
                        .header("Origin", "http://127.0.0.1:" + portal.port())
                        .send()
                        .status());
        assertEquals(204,
                client.call("DELETE", "/users/2").admin().header("Sec-Fetch-Site", "cross-site").send().status());
    }

    @Test
    void thePublicUrlIsAnOwnOriginToo() throws Exception {
        try (FakePortal behindProxy = FakePortal.start(Optional.of(URI.create("https://portal.example")),
                Optional.empty(), 2); Client there = new Client(behindProxy.port())) {
            assertEquals(204,
                    there.call("DELETE", "/users/2")
                            .cookie(FakePortal.ADMIN_TOKEN)
                            .header("Origin", "https://portal.example")
                            .send()
                            .status());
            assertEquals(403,
                    there.call("DELETE", "/users/2")
                            .cookie(FakePortal.ADMIN_TOKEN)
                            .header("Origin", "http://portal.example")
                            .send()
                            .status());
            String cookie = there.post("/login").json(LoginTest.CREDENTIALS).send().header("Set-Cookie");
            assertTrue(cookie.contains("; Secure"), cookie);
        }
    }

    @Test
    void changesCarryWhoAndFromWhere() throws Exception {
        client.call("DELETE", "/users/2").admin().send();
        assertEquals(FakePortal.adminFrom("127.0.0.1"), portal.seen.last(Users.Delete.class).actor());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/login", "/nothing", "/me", "/openapi.json", "/%00"})
    void everyResponseHasTheSecurityHeaders(String path) throws Exception {
        var answer = client.get(path).send();
        String policy = answer.header("Content-Security-Policy");
        assertTrue(policy.startsWith("default-src 'none'; ") && policy.contains("frame-ancestors 'none'"), policy);
        assertEquals("nosniff", answer.header("X-Content-Type-Options"));
        assertEquals("same-origin", answer.header("Referrer-Policy"));
        assertEquals("same-origin", answer.header("Cross-Origin-Opener-Policy"));
        assertEquals("no-store", answer.header("Cache-Control"));
        assertNull(answer.header("Strict-Transport-Security"), "plain HTTP must not promise HTTPS");
    }
}
