package io.ftpcluster.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.testing.AgentProcess;
import io.ftpcluster.testing.Eventually;
import io.ftpcluster.testing.FreePorts;
import io.ftpcluster.testing.ManagedHost;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.Test;

/** Accounts that somebody makes on a server itself, and what the portal knows of them. */
class DatalinkIT extends ManagedServerFixture {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String PASSWORD = "a long passphrase";

    private final int port = FreePorts.one();

    private AgentProcess agent() throws Exception {
        return agent(Map.of("AGENT_DATALINK_PORT", Integer.toString(port)));
    }

    /** What the agent says of its server, when it does: live it may be before that, by a probe. */
    private JsonObject awaitLink() throws Exception {
        return fleet.await(server, SOON, state -> state.getJsonObject("facts") != null).getJsonObject("facts");
    }

    private SSLContext trust() throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(directory.resolve("datalink.p12"))) {
            keys.load(in, "ftpcluster".toCharArray());
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("datalink", keys.getCertificate("datalink"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private int ask(String path, JsonObject body) throws Exception {
        try (HttpClient client = HttpClient.newBuilder().sslContext(trust()).build()) {
            return client.send(HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path))
                    .timeout(SOON)
                    .header("Authorization", "Bearer " + server.token())
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(body.encode()))
                    .build(), HttpResponse.BodyHandlers.ofString()).statusCode();
        }
    }

    private int create(String name) throws Exception {
        return ask("/create_user", new JsonObject().put("username", name).put("password", PASSWORD));
    }

    private List<String> datalink() throws Exception {
        return fleet.asAdmin("GET", "/servers/alpha/accounts", null)
                .json()
                .getJsonArray("datalink")
                .stream()
                .map(Object::toString)
                .toList();
    }

    /** Lines of the trail, as {@code who action target}, the oldest first. */
    private List<String> trail() throws Exception {
        return fleet.asAdmin("GET", "/audit", null)
                .json()
                .getJsonArray("events")
                .stream()
                .map(JsonObject.class::cast)
                .filter(event -> event.getString("action").startsWith("datalink."))
                .map(event -> event.getString("username") + " " + event.getString("action") + " "
                        + event.getString("target"))
                .sorted()
                .toList();
    }

    private boolean takesLogin(String name) throws Exception {
        FTPClient client = new FTPClient();
        client.connect("127.0.0.1", host.port());
        try {
            return client.login(name, PASSWORD);
        } finally {
            client.disconnect();
        }
    }

    @Test
    void thePortalIsToldAndLeavesThemAlone() throws Exception {
        try (AgentProcess agent = agent()) {
            JsonObject seen = awaitLink().getJsonObject("datalink");
            assertEquals(port, seen.getInteger("port"));
            String fingerprint = seen.getString("tls_fingerprint");
            assertTrue(agent.said().stream().anyMatch(line -> line.contains(fingerprint)),
                    () -> agent.said().toString());

            assertEquals(201, create("scanner"));
            assertTrue(takesLogin("scanner"));
            Eventually.until(() -> datalink().equals(List.of("scanner")));
            assertEquals(List.of("agent of alpha datalink.create_user scanner/alpha"), trail());

            // A permission that wants this name doesn't get it, and says why; another one is made beside it.
            fleet.addUser("scanner", PASSWORD);
            fleet.addUser("anna", PASSWORD);
            for (String user : List.of("scanner", "anna")) {
                assertEquals(
                        201, fleet
                                .asAdmin("POST", "/permissions",
                                        new JsonObject().put("user_id", user).put("server_id", "alpha"))
                                .status());
            }
            JsonObject conflict = fleet.awaitAccount(server, "scanner", SOON,
                    account -> account.getString("state").equals("failed"));
            assertTrue(conflict.getString("detail").contains("made through the server's datalink"), conflict::encode);
            fleet.awaitAccount(server, "anna", SOON, account -> account.getString("state").equals("working"));
            assertTrue(takesLogin("scanner"));
            assertEquals(409, ask("/delete_user", new JsonObject().put("username", "anna").put("files", "remove")));
            assertEquals(409, create("anna"));
            JsonObject accounts = fleet.asAdmin("GET", "/servers/alpha/accounts", null).json();
            assertTrue(accounts.getJsonArray("unknown").isEmpty(), accounts::encode);
        }
    }

    @Test
    void whatHappensWhileThePortalIsAwayIsToldOnceWhenItIsBack() throws Exception {
        AgentProcess first = agent();
        try {
            awaitLink();
            fleet.killPortal();
            assertEquals(201, create("scanner"));
            assertEquals(201, create("till"));
            assertEquals(200, ask("/delete_user", new JsonObject().put("username", "till")));
        } finally {
            first.kill();
        }
        assertFalse(host.user("till").isPresent());
        fleet.restartPortal();
        try (AgentProcess second = agent()) {
            Eventually.until(() -> datalink().equals(List.of("scanner")));
            List<String> told = List.of("agent of alpha datalink.create_user scanner/alpha",
                    "agent of alpha datalink.create_user till/alpha", "agent of alpha datalink.delete_user till/alpha");
            assertEquals(told, trail());
            assertEquals(200, ask("/delete_user", new JsonObject().put("username", "scanner")));
            Eventually.until(() -> datalink().isEmpty());
            assertEquals(told.size() + 1, trail().size());
            assertTrue(second.isAlive());
        }
    }
}
