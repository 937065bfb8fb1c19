package io.ftpcluster.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.fleet.Fleet.Member;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.AgentProcess;
import io.ftpcluster.testing.Eventually;
import io.ftpcluster.testing.PortalClient.Answer;
import io.ftpcluster.testing.Vsftpd;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real portal and a real vsftpd without an agent, until it gets one. */
class ServersWithoutAgentIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    /** With the minute after a start in which nobody is newly called offline. */
    private static final Duration ALARM = Duration.ofSeconds(100);

    @TempDir
    private Path directory;
    private Fleet fleet;
    private int seconds = 5;

    @BeforeEach
    void startPortal() throws Exception {
        fleet = new Fleet(directory.resolve("data"), Duration.ofSeconds(2));
    }

    @AfterEach
    void stopPortal() {
        fleet.close();
    }

    /** A server whose settings change is probed at once. */
    private void change(Member member) throws Exception {
        Answer answer = fleet.asAdmin("PATCH", "/servers/" + member.id(),
                new JsonObject().put("telemetry_seconds", ++seconds));
        assertEquals(200, answer.status(), answer::text);
    }

    private JsonObject probe(Member member, String... expected) throws Exception {
        String before = at(fleet.state(member));
        change(member);
        return fleet.await(member, SOON,
                state -> !before.equals(at(state)) && Set.of(expected).contains(state.getString("state")));
    }

    private static String at(JsonObject state) {
        JsonObject probe = state.getJsonObject("probe");
        return probe == null ? "" : probe.getString("at");
    }

    private int alerts(Member member) throws Exception {
        return fleet.asAdmin("GET", "/alerts?server_id=" + member.id(), null).json().getJsonArray("alerts").size();
    }

    @Test
    void saysThatTheProbeAccountIsRefusedUntilItIsTaken() throws Exception {
        try (Vsftpd daemon = new Vsftpd(directory, FtpSecurity.NONE)) {
            Member member = fleet.register("plain", daemon.port());
            fleet.awaitState(member, SOON, "live");
            JsonObject account = new JsonObject().put("probe_username", daemon.user()).put("probe_password", "wrong");
            Answer changed = fleet.asAdmin("PATCH", "/servers/" + member.id(), account);
            assertEquals(200, changed.status(), changed::text);
            assertFalse(changed.text().contains("wrong"), changed::text);
            JsonObject refused = fleet.await(member, SOON, state -> state.getString("state").equals("stale"));
            assertEquals("It answers, and refuses the login of the portal's probe account.",
                    refused.getString("reason"));
            assertTrue(refused.getJsonObject("probe").getBoolean("login_refused"), refused::encode);
            assertTrue(refused.getString("probe_reason").contains("530"), refused::encode);

            fleet.asAdmin("PATCH", "/servers/" + member.id(),
                    new JsonObject().put("probe_password", daemon.password()));
            fleet.awaitState(member, SOON, "live");
        }
    }

    @Test
    void standsAsItAnswersUntilItsAgentSpeaks() throws Exception {
        try (Vsftpd daemon = new Vsftpd(directory, FtpSecurity.NONE)) {
            Member member = fleet.register("plain", daemon.port());
            JsonObject live = fleet.awaitState(member, SOON, "live");
            assertNull(live.getJsonObject("probe").getString("step"));
            assertNull(live.getJsonObject("sample"));
            assertNotNull(live.getString("last_seen"));

            daemon.stop();
            // Offline already if its own second of the minute has come just before.
            probe(member, "stale", "offline");
            JsonObject offline = probe(member, "offline");
            assertEquals("connect", offline.getJsonObject("probe").getString("step"));
            assertEquals("The portal's probe failed (connect).", offline.getString("reason"));
            assertTrue(offline.getString("probe_reason").contains("nothing listens at port " + daemon.port()),
                    offline::encode);
            fleet.await(member, ALARM, state -> state.getJsonArray("alerts").contains("offline"));
            // Stored a moment after it is raised; what isn't is lost by the kill.
            Eventually.until(() -> alerts(member) == 1);

            fleet.killPortal();
            fleet.restartPortal();
            fleet.await(member, SOON, state -> state.getString("state").equals("offline") && !at(state).isEmpty()
                    && state.getJsonArray("alerts").contains("offline"));
            assertEquals(1, alerts(member), "the restart neither ended it nor raised another one");

            daemon.start();
            probe(member, "live");
            fleet.await(member, SOON, state -> state.getJsonArray("alerts").isEmpty());
            assertEquals(1, alerts(member));

            try (AgentProcess agent = AgentProcess.start(directory.resolve("agent.env"),
                    Map.of("MASTER_URL", fleet.url().toString(), "AGENT_TOKEN", member.token()))) {
                JsonObject linked = fleet.await(member, SOON, state -> state.getJsonObject("sample") != null);
                assertTrue(agent.isAlive());
                assertNull(linked.getJsonObject("probe"));
                assertEquals("live", linked.getString("state"));
            }
        }
    }
}
