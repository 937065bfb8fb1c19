package io.ftpcluster.master.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.frames.Protocol.Close;
import io.ftpcluster.master.telemetry.links.AgentPeer;
import io.ftpcluster.testing.PortalClient.Answer;
import io.ftpcluster.testing.PortalClient;
import io.ftpcluster.testing.RunningPortal;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the token that an admin gets to the link that it opens, in the whole portal. */
class AgentTokensIT {

    private static final JsonObject ALPHA = new JsonObject().put("alias", "alpha").put("host", "127.0.0.1");

    @TempDir
    private Path dir;
    private RunningPortal portal;
    private String first;

    @BeforeEach
    void start() throws Exception {
        portal = RunningPortal.start(dir);
        Answer created = portal.client().post("/servers").bearer(portal.adminToken()).json(ALPHA).send();
        assertEquals(201, created.status(), created.text());
        first = created.json().getString("agent_token");
    }

    @AfterEach
    void stop() {
        portal.close();
    }

    @Test
    void theScriptAloneIsTheScriptAlone() throws Exception {
        Answer script = portal.client()
                .post("/servers")
                .bearer(portal.adminToken())
                .accept("text/plain")
                .json(ALPHA.copy().put("alias", "beta"))
                .send();
        assertTrue(script.text().startsWith("#!"), script.text());
        assertFalse(script.text().contains("fca_"));
    }

    @Test
    void aNewTokenEndsTheLinkOfTheOldOne() throws Exception {
        try (AgentPeer agent = linked(first)) {
            Answer replaced = portal.client().post("/servers/alpha/agent-token").bearer(portal.adminToken()).send();
            assertEquals(201, replaced.status(), replaced.text());
            String second = replaced.json().getString("agent_token");
            assertNotEquals(first, second);
            assertEquals(Close.TOKEN_REVOKED.code(), agent.awaitClose().closeCode());
            assertThrows(IOException.class, () -> linked(first));
            linked(second).close();
        }
        Answer trail = portal.client().get("/audit").bearer(portal.adminToken()).send();
        assertTrue(trail.text().contains("agent.token"), trail.text());
        assertFalse(trail.text().contains("fca_"));
    }

    /** The agent that was there before is cut off, the new one is the server's, and the portal trusts the new certificate. */
    @Test
    void aMachineThatRegistersTakesTheServersPlace() throws Exception {
        try (AgentPeer agent = linked(first)) {
            Answer issued = portal.client().post("/servers/alpha/enrolment").bearer(portal.adminToken()).send();
            assertEquals(201, issued.status(), issued.text());
            String key = Base64.getEncoder()
                    .encodeToString(KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic().getEncoded());
            Answer registered = portal.client()
                    .post("/api/register")
                    .bearer(issued.json().getString("secret"))
                    .json(new JsonObject().put("slave_id", "alpha")
                            .put("pubkey", key)
                            .put("hostname", "host")
                            .put("ip", "127.0.0.1")
                            .put("ftp_port", 2121)
                            .put("ftp_security", "explicit")
                            .put("tls_fingerprint", "AB:".repeat(31) + "AB"))
                    .send();
            assertEquals(200, registered.status(), registered.text());
            assertEquals(Close.TOKEN_REVOKED.code(), agent.awaitClose().closeCode());
            linked(registered.json().getString("agent_token")).close();
            JsonObject server = portal.client().get("/servers/alpha").bearer(portal.adminToken()).send().json();
            assertEquals("ab".repeat(32), server.getString("tls_fingerprint"));
            assertEquals(2121, server.getInteger("ftp_port"));
        }
        Answer trail = portal.client().get("/audit").bearer(portal.adminToken()).send();
        assertTrue(trail.text().contains("enrolment.use"), trail.text());
        assertFalse(trail.text().contains("fce_"));
    }

    @Test
    void aDeletedServersAgentIsCutOff() throws Exception {
        try (AgentPeer agent = linked(first)) {
            assertEquals(204,
                    portal.client().call("DELETE", "/servers/alpha").bearer(portal.adminToken()).send().status());
            assertEquals(Close.TOKEN_REVOKED.code(), agent.awaitClose().closeCode());
            assertThrows(IOException.class, () -> linked(first));
        }
    }

    @Test
    void onlyAnAdminMakesTokensAndTheyAreGoodForNothingElse() throws Exception {
        portal.addUser("ann", "ann's passphrase");
        String ann = portal.client().login("ann", "ann's passphrase");
        assertEquals(403, portal.client().post("/servers/alpha/agent-token").bearer(ann).send().status());
        assertEquals(404,
                portal.client().post("/servers/none/agent-token").bearer(portal.adminToken()).send().status());
        assertEquals(401, portal.client().get("/me").bearer(first).send().status());
        assertThrows(IOException.class, () -> linked(portal.adminToken()));
    }

    @Test
    void thePageShowsANewTokenOnce() throws Exception {
        String cookie = portal.client().login("admin", RunningPortal.ADMIN_PASSWORD);
        Answer page = portal.client()
                .post("/servers/alpha/agent-token")
                .cookie(cookie)
                .accept(PortalClient.HTML)
                .header("Sec-Fetch-Site", "same-origin")
                .form("")
                .send();
        Matcher shown = Pattern.compile("fca_[\\w-]{43}").matcher(page.text());
        assertTrue(shown.find(), page.text());
        linked(shown.group()).close();
        assertFalse(portal.client()
                .get("/servers/alpha")
                .cookie(cookie)
                .accept(PortalClient.HTML)
                .send()
                .text()
                .contains("fca_"));
        assertEquals(403,
                portal.client()
                        .post("/servers/alpha/agent-token")
                        .cookie(cookie)
                        .header("Sec-Fetch-Site", "cross-site")
                        .form("")
                        .send()
                        .status());
    }

    private AgentPeer linked(String token) throws IOException {
        AgentPeer agent = AgentPeer.connect(portal.url().getPort(), new Secret(token));
        agent.hello("alpha");
        agent.frame("welcome");
        return agent;
    }
}
