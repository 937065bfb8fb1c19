package io.ftpcluster.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.fleet.Fleet.Member;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.AgentProcess;
import io.ftpcluster.testing.PortalClient.Answer;
import io.ftpcluster.testing.Vsftpd;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an admin sees of servers whose agents come, measure, end, are refused and replaced. */
class AgentsIT {

    /** From the start of an agent's process, on a machine that is busy. */
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    /** In which a change must have been told: two frames, and what a busy machine makes of them. */
    private static final Duration FRAMES = INTERVAL.multipliedBy(2).plusSeconds(20);

    @TempDir
    Path directory;

    private Fleet fleet;

    @BeforeEach
    void startPortal() throws Exception {
        fleet = new Fleet(directory.resolve("data"), INTERVAL);
    }

    @AfterEach
    void stopPortal() {
        fleet.close();
    }

    private AgentProcess agent(String name, Member member, Map<String, String> more) throws IOException {
        Map<String, String> settings = new HashMap<>(
                Map.of("MASTER_URL", fleet.url().toString(), "AGENT_TOKEN", member.token()));
        settings.putAll(more);
        return AgentProcess.start(directory.resolve(name + ".env"), settings);
    }

    @Test
    void tellsWhatTheSystemTells() throws Exception {
        Member member = fleet.register("one", 21);
        JsonObject before = fleet.state(member);
        assertNull(before.getJsonObject("sample"));
        assertNull(before.getString("last_seen"));
        try (AgentProcess agent = agent("one", member, Map.of("AGENT_FTP_ROOT", directory.toString()))) {
            JsonObject state = fleet.await(member, SOON,
                    seen -> seen.getString("state").equals("live") && isFull(seen.getJsonObject("sample")));
            assertTrue(agent.isAlive());
            SystemFigures.assertPlausible(state.getJsonObject("sample"), directory);
            JsonObject facts = state.getJsonObject("facts");
            assertEquals(SystemFigures.hostName(), facts.getString("host_name"));
            assertNotNull(facts.getString("agent_version"));
            assertNull(state.getString("reason"));
            String first = state.getString("last_seen");
            fleet.await(member, FRAMES, seen -> !seen.getString("last_seen").equals(first));
        }
    }

    @Test
    void tellsTheEndOfTheDaemonsLog() throws Exception {
        Member member = fleet.register("logging", 21);
        String path = "/servers/" + member.alias() + "/log?lines=2";
        Answer away = fleet.asAdmin("GET", path, null);
        assertEquals(503, away.status(), away::text);
        assertTrue(away.json().getString("detail").contains("its agent has no link"), away::text);
        Path log = Files.writeString(directory.resolve("ftp.log"), "one\ntwo \u001b[31m\nthree\n");
        try (AgentProcess agent = agent("logging", member, Map.of("AGENT_FTP_LOG", log.toString()))) {
            fleet.awaitState(member, SOON, "live");
            assertTrue(agent.isAlive());
            Answer told = fleet.asAdmin("GET", path, null);
            assertEquals(200, told.status(), told::text);
            assertEquals(log.toString(), told.json().getString("path"));
            assertEquals(List.of("two ?[31m", "three"), told.json().getJsonArray("lines").getList());
            Files.delete(log);
            Answer gone = fleet.asAdmin("GET", path, null);
            assertEquals(502, gone.status(), gone::text);
            assertTrue(gone.json().getString("detail").contains("there is no " + log), gone::text);
        }
    }

    /** Rates need two looks, and those of the network that no interface has come or gone between them. */
    private static boolean isFull(JsonObject sample) {
        return sample != null && sample.getDouble("cpu_percent") != null
                && sample.getDouble("received_bytes_per_second") != null;
    }

    @Test
    void countsSessionsOfItsDaemonAndWhoseTheyAre() throws Exception {
        try (Vsftpd daemon = new Vsftpd(directory, FtpSecurity.NONE)) {
            Member member = fleet.register("ftp", daemon.port());
            try (AgentProcess agent = agent("ftp", member, Map.of("AGENT_FTP_PORT", Integer.toString(daemon.port())))) {
                JsonObject none = fleet.await(member, SOON, state -> sessions(state, 0));
                assertEquals("running", none.getJsonObject("sample").getString("ftp_state"));
                FTPClient user = new FTPClient();
                user.connect("127.0.0.1", daemon.port());
                assertTrue(user.login(daemon.user(), daemon.password()));
                JsonObject one = fleet.await(member, FRAMES, state -> sessions(state, 1));
                assertEquals(Map.of(daemon.user(), 1), one.getJsonObject("ftp_users").getMap());
                user.logout();
                user.disconnect();
                JsonObject over = fleet.await(member, FRAMES, state -> sessions(state, 0));
                assertEquals(Map.of(), over.getJsonObject("ftp_users").getMap());
                daemon.stop();
                fleet.await(member, FRAMES,
                        state -> state.getJsonObject("sample").getString("ftp_state").equals("stopped"));
                assertTrue(agent.isAlive());
            }
        }
    }

    private static boolean sessions(JsonObject state, int wanted) {
        JsonObject sample = state.getJsonObject("sample");
        return sample != null && sample.getInteger("ftp_sessions") == wanted;
    }

    @Test
    void anAgentThatWasKilledIsOfflineUntilTheNextOne() throws Exception {
        Member member = fleet.register("killed", 21);
        try (AgentProcess agent = agent("killed", member, Map.of())) {
            fleet.awaitState(member, SOON, "live");
            agent.kill();
        }
        long killed = System.nanoTime();
        Instant end = Instant.now();
        JsonObject gone = fleet.awaitState(member, Duration.ofSeconds(60), "offline");
        assertTrue(Fleet.millisSince(killed) > 5_000, "it says offline at once, though agents come back");
        assertTrue(gone.getString("reason").contains("link"), gone.encode());
        Instant lastSeen = Instant.parse(gone.getString("last_seen"));
        assertTrue(lastSeen.isBefore(end.plusSeconds(1)) && lastSeen.isAfter(end.minus(INTERVAL).minusSeconds(20)),
                gone.encode());
        Instant since = Instant.parse(gone.getString("since"));
        assertTrue(since.isAfter(end.plusSeconds(5)) && since.isBefore(end.plusSeconds(60)), gone.encode());
        try (AgentProcess next = agent("next", member, Map.of())) {
            fleet.awaitState(member, SOON, "live");
            assertTrue(next.isAlive());
            next.terminate();
            assertEquals(0, next.awaitExit());
        }
    }

    @Test
    void aReplacedTokenEndsItsLink() throws Exception {
        Member old = fleet.register("replaced", 21);
        try (AgentProcess first = agent("first", old, Map.of())) {
            fleet.awaitState(old, SOON, "live");
            Member renewed = fleet.replaceToken(old);
            assertEquals(401, fleet.post(old, posted("replaced")).status());
            first.awaitWord("4401");
            try (AgentProcess second = agent("second", renewed, Map.of())) {
                JsonObject live = fleet.awaitState(renewed, SOON, "live");
                assertNull(live.getString("reason"));
                assertTrue(first.isAlive() && second.isAlive());
            }
        }
    }

    @Test
    void ofTwoAgentsOfOneServerTheNewerStays() throws Exception {
        Member member = fleet.register("twice", 21);
        try (AgentProcess first = agent("first", member, Map.of("AGENT_FTP_PORT", "1"))) {
            fleet.awaitState(member, SOON, "live");
            try (AgentProcess second = agent("second", member, Map.of("AGENT_FTP_ROOT", "/proc"))) {
                first.awaitWord("4409");
                fleet.awaitState(member, SOON, "live");
                assertTrue(first.isAlive() && second.isAlive());
            }
        }
    }

    @Test
    void comesBackToAPortalThatWasKilled() throws Exception {
        Member member = fleet.register("faithful", 21);
        try (AgentProcess agent = agent("faithful", member, Map.of())) {
            fleet.awaitState(member, SOON, "live");
            fleet.killPortal();
            agent.awaitWord("no link to");
            fleet.restartPortal();
            fleet.awaitState(member, SOON, "live");
            assertTrue(agent.isAlive());
        }
    }

    @Test
    void whoCanOnlyPostIsLiveToo() throws Exception {
        Member member = fleet.register("poster", 21);
        assertEquals(204, fleet.post(member, posted("poster")).status());
        JsonObject state = fleet.awaitState(member, SOON, "live");
        JsonObject sample = state.getJsonObject("sample");
        assertEquals(List.of(12.5, 3.5, 40.0), List.of(sample.getDouble("mem_percent"), sample.getDouble("cpu_percent"),
                sample.getDouble("ftp_disk_percent")));
        assertEquals(2, sample.getInteger("ftp_sessions"));
        assertEquals(403, fleet.post(member, posted("another")).status());
        assertEquals(400, fleet.post(member, posted("poster").put("mem_percent", 101)).status());
        assertEquals(401,
                fleet.post(new Member(member.id(), "poster", "fca_" + "a".repeat(43)), posted("poster")).status());
        assertEquals(12.5, fleet.state(member).getJsonObject("sample").getDouble("mem_percent"));
    }

    private static JsonObject posted(String alias) {
        return new JsonObject().put("alias", alias)
                .put("mem_percent", 12.5)
                .put("cpu_percent", 3.5)
                .put("user_count", 2)
                .put("storage_percent", 40.0);
    }
}
