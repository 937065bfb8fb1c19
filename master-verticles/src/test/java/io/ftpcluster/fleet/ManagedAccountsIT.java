package io.ftpcluster.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.testing.AgentProcess;
import io.ftpcluster.testing.ManagedHost;
import io.ftpcluster.testing.PortalClient.Answer;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Permissions that become system users of a real server, with the built agent, and cease to be. */
class ManagedAccountsIT extends ManagedServerFixture {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int ROTATIONS = 20;
    private static final Duration SESSION_LASTS = Duration.ofMillis(200);
    private static final String USER_PASSWORD = "a user's passphrase";

    private AgentProcess agent() throws Exception {
        return agent(Map.of());
    }

    /** Returns the permission's id. */
    private String grant(String username) throws Exception {
        fleet.addUser(username, USER_PASSWORD);
        Answer made = fleet.asAdmin("POST", "/permissions",
                new JsonObject().put("user_id", username).put("server_id", server.alias()));
        assertEquals(201, made.status(), made::text);
        return made.json().getString("id");
    }

    private Answer file(String method, String username, String path, String content) throws Exception {
        var call = fleet.client()
                .call(method, "/ftp/" + username + "/alpha/" + path)
                .basic(username, USER_PASSWORD)
                .accept("application/json");
        return (content == null ? call : call.body("text/plain", content)).send();
    }

    private JsonObject await(String name, Fleet.Look wanted) throws Exception {
        return fleet.awaitAccount(server, name, SOON, wanted);
    }

    private JsonObject awaitState(String name, String state) throws Exception {
        return await(name, account -> account.getString("state").equals(state));
    }

    @Test
    void aPermissionBecomesAUserAndCeasesToBeOne() throws Exception {
        try (AgentProcess agent = agent()) {
            fleet.awaitState(server, SOON, "live");
            String permission = grant("anna.maria@example");
            JsonObject account = awaitState("anna-maria-example", "working");
            assertEquals("anna.maria@example", account.getString("username"));
            assertEquals(permission, account.getString("permission_id"));

            assertEquals(201, file("PUT", "anna.maria@example", "hello.txt", "hello").status());
            assertEquals("hello", file("GET", "anna.maria@example", "hello.txt", null).text());
            Path home = host.homes().resolve("anna-maria-example");
            assertEquals("hello", Files.readString(home.resolve("hello.txt")));
            String[] user = host.user("anna-maria-example").orElseThrow().split(":", -1);
            assertEquals(List.of(home.toString(), "/usr/sbin/nologin"), List.of(user[5], user[6]));
            assertTrue(host.password("anna-maria-example").orElseThrow().startsWith("$6$"));

            assertEquals(204, fleet.asAdmin("DELETE", "/permissions/" + permission, null).status());
            fleet.awaitRemoved(server, "anna-maria-example", SOON);
            assertTrue(host.user("anna-maria-example").isEmpty());
            assertFalse(Files.exists(home));
            try (Stream<Path> left = Files.walk(host.homes())) {
                assertTrue(left.anyMatch(file -> file.endsWith("hello.txt")), "files are kept unless asked otherwise");
            }
            assertTrue(agent.isAlive());
        }
    }

    @Test
    void whatChangesWhileTheAgentIsAwayIsDoneWhenItIsBack() throws Exception {
        grant("kept");
        String gone = grant("gone");
        JsonObject waits = awaitState("kept", "waiting");
        assertTrue(waits.getString("detail").contains("It waits for the server"), waits::encode);
        try (AgentProcess agent = agent()) {
            awaitState("kept", "working");
            awaitState("gone", "working");
            agent.kill();
        }
        assertEquals(204, fleet.asAdmin("DELETE", "/permissions/" + gone + "?files=remove", null).status());
        grant("late");
        fleet.killPortal();
        fleet.restartPortal();
        // Nobody of ours: what an admin does on the machine meanwhile is mended, but nobody else's user is touched.
        host.run("usermod", "--lock", "kept");
        host.run("useradd", "--no-create-home", "foreign");
        grant("foreign");
        try (AgentProcess agent = agent()) {
            awaitState("late", "working");
            awaitState("kept", "working");
            fleet.awaitRemoved(server, "gone", SOON);
            JsonObject conflict = awaitState("foreign", "failed");
            assertTrue(conflict.getString("detail").contains("foreign"), conflict::encode);
            // It was working when the agent came back, and is looked at then, too.
            await("kept", account -> host.password("kept").orElseThrow().startsWith("$6$"));
            assertEquals(200, file("GET", "kept", "", null).status());
            assertFalse(Files.exists(host.homes().resolve("gone")));
            assertTrue(agent.isAlive());
        }
    }

    @Test
    void aNewPasswordDisturbsNoTransferAndWithdrawalEndsIt() throws Exception {
        try (AgentProcess agent = agent()) {
            fleet.awaitState(server, SOON, "live");
            String permission = grant("anna");
            awaitState("anna", "working");
            byte[] large = new byte[64 << 20];
            Arrays.fill(large, (byte) 'x');
            Files.write(host.homes().resolve("anna/large"), large);
            host.run("chown", "anna", host.homes().resolve("anna/large").toString());
            HttpResponse<InputStream> download = fleet.client()
                    .get("/ftp/anna/alpha/large")
                    .basic("anna", USER_PASSWORD)
                    .open();
            assertEquals(200, download.statusCode());
            String before = host.password("anna").orElseThrow();
            Answer asked = fleet.asAdmin("POST", "/servers/alpha/accounts/anna/rotate", null);
            assertEquals(202, asked.status(), asked::text);
            await("anna", account -> !before.equals(host.password("anna").orElseThrow())
                    && account.getString("state").equals("working"));
            assertNotEquals(before, host.password("anna").orElseThrow());
            assertEquals(large.length, download.body().readAllBytes().length);
            assertEquals(200, file("GET", "anna", "", null).status());
            assertTrue(host.sessions() > 0);

            assertEquals(204, fleet.asAdmin("DELETE", "/permissions/" + permission, null).status());
            fleet.awaitRemoved(server, "anna", SOON);
            assertEquals(0, host.sessions());
            assertTrue(agent.isAlive());
        }
    }

    /** While the server takes a new password and the portal stores that it does, either may be refused. */
    @Test
    void nobodyIsRefusedWhilePasswordsAreReplaced() throws Exception {
        try (AgentProcess agent = agent()) {
            fleet.awaitState(server, SOON, "live");
            grant("anna");
            awaitState("anna", "working");
            Files.writeString(host.homes().resolve("anna/hello.txt"), "hello");
            host.run("chown", "anna", host.homes().resolve("anna/hello.txt").toString());
            AtomicBoolean over = new AtomicBoolean();
            AtomicInteger downloads = new AtomicInteger();
            CompletableFuture<Void> visitor = CompletableFuture.runAsync(() -> {
                try {
                    while (!over.get()) {
                        // So that there are logins all the time; those that only prove a new password are over by then.
                        host.endSessions(SESSION_LASTS);
                        Answer answer = file("GET", "anna", "hello.txt", null);
                        assertEquals(200, answer.status(), answer::text);
                        downloads.incrementAndGet();
                    }
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            for (int i = 0; i < ROTATIONS && !visitor.isDone(); i++) {
                String before = host.password("anna").orElseThrow();
                assertEquals(202, fleet.asAdmin("POST", "/servers/alpha/accounts/anna/rotate", null).status());
                await("anna", account -> !before.equals(host.password("anna").orElseThrow())
                        && account.getString("state").equals("working"));
                // PAM makes whoever came with a wrong password wait for seconds: no login shall outlast many passwords.
                int begun = downloads.get() + 1;
                await("anna", account -> downloads.get() > begun || visitor.isDone());
            }
            over.set(true);
            visitor.get(60, TimeUnit.SECONDS);
            assertTrue(downloads.get() >= ROTATIONS, () -> "only " + downloads);
            assertTrue(agent.isAlive());
        }
    }

    @Test
    void aLockedAccountHasNoSessionUntilItIsUnlocked() throws Exception {
        try (AgentProcess agent = agent()) {
            fleet.awaitState(server, SOON, "live");
            grant("anna");
            awaitState("anna", "working");
            assertEquals(200, file("GET", "anna", "", null).status());
            assertEquals(202, fleet.asAdmin("POST", "/servers/alpha/accounts/anna/lock", null).status());
            awaitState("anna", "locked");
            assertEquals(0, host.sessions());
            assertTrue(host.password("anna").orElseThrow().startsWith("!"));
            assertNotEquals(200, file("GET", "anna", "", null).status());
            assertEquals(202, fleet.asAdmin("POST", "/servers/alpha/accounts/anna/unlock", null).status());
            awaitState("anna", "working");
            assertEquals(200, file("GET", "anna", "", null).status());
            assertTrue(agent.isAlive());
        }
    }
}
