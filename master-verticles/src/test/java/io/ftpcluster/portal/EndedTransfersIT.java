package io.ftpcluster.portal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.persistence.AccountRecovery;
import io.ftpcluster.testing.Eventually;
import io.ftpcluster.testing.PortalClient;
import io.ftpcluster.testing.RunningPortal;
import io.ftpcluster.testing.ScriptedFtp;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rights that end take what is under way with them; what others do goes on. */
class EndedTransfersIT {

    private static final String PASSWORD = "a user's passphrase";
    private static final int PATIENCE_MILLIS = 60_000;
    private static final CountDownLatch FINISH = new CountDownLatch(1);

    @TempDir
    static Path directory;
    private static RunningPortal portal;
    private static PortalClient client;
    private static ScriptedFtp server;

    @BeforeAll
    static void start() throws Exception {
        portal = RunningPortal.start(directory);
        client = portal.client();
        server = new ScriptedFtp().answers("SIZE", "213 20").on("RETR", (conversation, word) -> {
            conversation.say("150 slowly");
            try (Socket data = conversation.data()) {
                data.getOutputStream().write("0123456789".getBytes(StandardCharsets.US_ASCII));
                if (FINISH.await(120, TimeUnit.SECONDS)) {
                    data.getOutputStream().write("0123456789".getBytes(StandardCharsets.US_ASCII));
                }
            }
            conversation.say("226 done");
        });
        portal.addServer("box", server.port());
    }

    @AfterAll
    static void stop() {
        FINISH.countDown();
        portal.close();
        server.close();
    }

    private static String permit(String name) throws Exception {
        portal.addUser(name, PASSWORD);
        return portal.permit(name, "box", "somebody", "behind-the-portal");
    }

    private static InputStream download(PortalClient.Call call) throws Exception {
        InputStream body = call.open().body();
        assertEquals('0', body.read());
        return body;
    }

    private static InputStream byToken(String name, String token) throws Exception {
        return download(client.get("/ftp/" + name + "/box/file").bearer(token));
    }

    private static InputStream byPassword(String name) throws Exception {
        return download(client.get("/ftp/" + name + "/box/file").basic(name, PASSWORD));
    }

    private static void asAdmin(int status, String method, String path, JsonObject body) throws Exception {
        PortalClient.Call call = client.call(method, path).bearer(portal.adminToken());
        assertEquals(status, (body == null ? call : call.json(body)).send().status());
    }

    /** Whatever had come before, it ends as a broken one. */
    private static void breaks(InputStream body) {
        assertThrows(IOException.class, body::readAllBytes);
    }

    private static void isInTheTrail(String name, String why) throws Exception {
        Eventually.until(() -> client.get("/audit")
                .bearer(portal.adminToken())
                .accept("application/json")
                .send()
                .json()
                .getJsonArray("events")
                .stream()
                .map(JsonObject.class::cast)
                .anyMatch(event -> event.getString("action").equals("transfer.end") && event.getString("detail")
                        .matches(".* a download by " + name + ", after \\d+ bytes: This was ended: " + why + "\\.")));
    }

    private static List<String> running() throws Exception {
        return client.get("/transfers")
                .bearer(portal.adminToken())
                .accept("application/json")
                .send()
                .json()
                .getJsonArray("transfers")
                .stream()
                .map(each -> ((JsonObject) each).getString("user"))
                .toList();
    }

    @Test
    void aRevokedPermission() throws Exception {
        String permission = permit("ann");
        permit("ben");
        try (InputStream anns = byToken("ann", client.login("ann", PASSWORD));
                InputStream basic = byPassword("ann");
                InputStream bens = byToken("ben", client.login("ben", PASSWORD))) {
            asAdmin(204, "DELETE", "/permissions/" + permission, null);
            breaks(anns);
            breaks(basic);
            isInTheTrail("ann", "the permission was removed");
            assertEquals(1, running().stream().filter("ben"::equals).count());
            assertTrue(bens.available() >= 0);
        }
    }

    @Test
    void aLogoutEndsItsSessionsOnly() throws Exception {
        permit("lou");
        String here = client.login("lou", PASSWORD);
        String there = client.login("lou", PASSWORD);
        try (InputStream ends = byToken("lou", here); InputStream goesOn = byToken("lou", there)) {
            assertEquals(204, client.post("/logout").bearer(here).accept("application/json").send().status());
            breaks(ends);
            isInTheTrail("lou", "the session has ended");
            assertEquals(1, running().stream().filter("lou"::equals).count());
            assertTrue(goesOn.available() >= 0);
        }
    }

    @Test
    void aDeletedUser() throws Exception {
        permit("dan");
        try (InputStream one = byToken("dan", client.login("dan", PASSWORD)); InputStream other = byPassword("dan")) {
            asAdmin(204, "DELETE", "/users/dan", null);
            breaks(one);
            breaks(other);
            isInTheTrail("dan", "the (account is gone|session has ended)");
        }
    }

    @Test
    void onesOwnNewPassword() throws Exception {
        permit("pat");
        String here = client.login("pat", PASSWORD);
        try (InputStream goesOn = byToken("pat", here);
                InputStream elsewhere = byToken("pat", client.login("pat", PASSWORD));
                InputStream basic = byPassword("pat")) {
            assertEquals(204,
                    client.post("/me/password")
                            .bearer(here)
                            .json(new JsonObject().put("current_password", PASSWORD)
                                    .put("new_password", "quite another passphrase"))
                            .send()
                            .status());
            breaks(elsewhere);
            breaks(basic);
            isInTheTrail("pat", "the password was changed");
            assertEquals(1, running().stream().filter("pat"::equals).count());
            assertTrue(goesOn.available() >= 0);
        }
    }

    /** Of which nobody tells the portal. */
    @Test
    void aPasswordThatWasResetOnTheMachine() throws Exception {
        permit("rex");
        try (InputStream session = byToken("rex", client.login("rex", PASSWORD))) {
            AccountRecovery recovery = AccountRecovery
                    .open(new Config.Database(Optional.empty(), Optional.empty(), Optional.empty()), directory);
            recovery.resetPassword(recovery.find("rex").orElseThrow(), new Secret("no hash"));
            breaks(session);
            isInTheTrail("rex", "the session has ended");
        }
    }

    @Test
    void aLostRole() throws Exception {
        permit("own");
        portal.addUser("rob", PASSWORD);
        asAdmin(200, "PATCH", "/users/rob", new JsonObject().put("role", "admin"));
        try (InputStream body = download(client.get("/ftp/own/box/file").basic("rob", PASSWORD))) {
            asAdmin(200, "PATCH", "/users/rob", new JsonObject().put("role", "user"));
            breaks(body);
            isInTheTrail("rob", "the account is no admin's any more");
        }
    }

    @Test
    void aDeletedServerEndsUploadsToo() throws Exception {
        try (ScriptedFtp other = new ScriptedFtp().on("STOR", (conversation, word) -> {
            conversation.say("150 go on");
            try (Socket data = conversation.data()) {
                data.getInputStream().readAllBytes();
            }
            conversation.say("226 done");
        }); Socket socket = client.connect()) {
            portal.addServer("gone", other.port());
            portal.addUser("una", PASSWORD);
            portal.permit("una", "gone", "somebody", "behind-the-portal");
            socket.getOutputStream()
                    .write(("PUT /ftp/una/gone/file HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
                            + client.login("una", PASSWORD) + "\r\nContent-Length: 1000\r\n\r\n0123456789")
                            .getBytes(StandardCharsets.US_ASCII));
            Eventually.until(() -> running().contains("una"));
            asAdmin(204, "DELETE", "/servers/gone", null);
            // She sends nothing more, and is told all the same.
            socket.setSoTimeout(PATIENCE_MILLIS);
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answer.startsWith("HTTP/1.1 403 ") && answer.contains("This was ended: "), answer);
            Eventually.until(() -> !running().contains("una"));
            Eventually.until(() -> client.get("/audit")
                    .bearer(portal.adminToken())
                    .accept("application/json")
                    .send()
                    .text()
                    .contains("an upload by una, after "));
        }
    }

    @Test
    void aRevokedPermissionEndsARecursiveDelete() throws Exception {
        int entries = 3_000;
        CountDownLatch begun = new CountDownLatch(5);
        AtomicReference<String> here = new AtomicReference<>("/");
        try (ScriptedFtp other = new ScriptedFtp().answers("SIZE", "550 none").on("CWD", (conversation, word) -> {
            here.set(word);
            conversation.say("250 there");
        })
                .on("PWD", (conversation, word) -> conversation.say("257 \"" + here.get() + "\""))
                .on("LIST",
                        (conversation, word) -> conversation
                                .transfer("-rw-r--r-- 1 a b 5 Jan 02 2024 f\r\n".repeat(entries), "226 done"))
                .answers("RMD", "550 not empty")
                .on("DELE", (conversation, word) -> {
                    begun.countDown();
                    // All of them would take a minute.
                    Thread.sleep(20);
                    conversation.say(word.endsWith("/f") ? "250 gone" : "550 a folder");
                })) {
            portal.addServer("tree", other.port());
            portal.addUser("eve", PASSWORD);
            String permission = portal.permit("eve", "tree", "somebody", "behind-the-portal");
            CompletableFuture<PortalClient.Answer> answer = new CompletableFuture<>();
            PortalClient.Call call = client.call("DELETE", "/ftp/eve/tree/top/")
                    .basic("eve", PASSWORD)
                    .header("Depth", "infinity");
            Thread.startVirtualThread(() -> {
                try {
                    answer.complete(call.send());
                } catch (Exception e) {
                    answer.completeExceptionally(e);
                }
            });
            assertTrue(begun.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
            asAdmin(204, "DELETE", "/permissions/" + permission, null);
            PortalClient.Answer told = answer.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            assertEquals(403, told.status(), told.text());
            assertTrue(told.text().matches("(?s).*the permission was removed; \\d+ entries of it are deleted.*"),
                    told.text());
            assertTrue(other.received().stream().filter(line -> line.startsWith("DELE ")).count() < entries);
            Eventually.until(() -> client.get("/audit")
                    .bearer(portal.adminToken())
                    .accept("application/json")
                    .send()
                    .text()
                    .contains("with everything in it, broke off: tree: deleting failed: This was ended"));
        }
    }
}
