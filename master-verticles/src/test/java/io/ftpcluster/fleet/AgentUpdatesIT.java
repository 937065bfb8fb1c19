package io.ftpcluster.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.fleet.Fleet.Member;
import io.ftpcluster.master.secrets.SigningKey;
import io.ftpcluster.testing.AgentBuild;
import io.ftpcluster.testing.FreePorts;
import io.ftpcluster.testing.InstalledAgent;
import io.ftpcluster.testing.PortalClient.Answer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Agents of an older version as processes, and a portal that has a newer one for them. */
@Timeout(600)
class AgentUpdatesIT {

    private static final Duration SOON = Duration.ofMinutes(2);
    private static final String SECRET = "a secret key of at least 32 characters";
    private static final String OLD = "0.0.1";
    private static final String NEW = "0.0.2";

    @TempDir
    Path directory;

    private final List<InstalledAgent> agents = new ArrayList<>();
    private final List<Member> members = new ArrayList<>();
    private Path archives;
    private Fleet fleet;

    @BeforeEach
    void build() throws Exception {
        archives = Files.createDirectory(directory.resolve("archives"));
    }

    @AfterEach
    void stop() {
        agents.forEach(InstalledAgent::close);
        if (fleet != null) {
            fleet.close();
        }
    }

    /** What the portal has for servers. */
    private Path offer(String version, boolean broken) throws Exception {
        Path folder = AgentBuild.folder(directory.resolve("built-" + version), version);
        if (broken) {
            AgentBuild.breakIt(folder);
        }
        return AgentBuild.pack(folder, archives.resolve("ftpcluster-agent.tar.gz"));
    }

    private void startPortal(String updates) throws Exception {
        fleet = new Fleet(directory.resolve("data"), Duration.ofSeconds(1),
                Map.of("SECRET_KEY", SECRET, "FTPCLUSTER_AGENT_ARCHIVES", archives.toString(),
                        "FTPCLUSTER_AGENT_UPDATE_SETTLE_SECONDS", "1", "FTPCLUSTER_AGENT_UPDATES", updates));
    }

    private void startAgents(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            Member member = fleet.register("server-" + members.size(), FreePorts.one());
            members.add(member);
            agents.add(new InstalledAgent(Files.createDirectory(directory.resolve(member.alias())), OLD,
                    Map.of("MASTER_URL", fleet.url().toString(), "AGENT_TOKEN", member.token()),
                    SigningKey.of(new Secret(SECRET)).publicKeyPem()));
        }
        for (Member member : members) {
            fleet.awaitState(member, SOON, "live");
        }
    }

    private JsonObject rollout() throws Exception {
        Answer listed = fleet.asAdmin("GET", "/agents/rollouts", null);
        assertEquals(200, listed.status(), listed::text);
        if (listed.json().getJsonArray("rollouts").isEmpty()) {
            return new JsonObject();
        }
        String id = listed.json().getJsonArray("rollouts").getJsonObject(0).getString("id");
        return fleet.asAdmin("GET", "/agents/rollouts/" + id, null).json();
    }

    private JsonObject await(Predicate<JsonObject> wanted) throws Exception {
        long end = System.nanoTime() + SOON.toNanos();
        JsonObject seen = rollout();
        while (!wanted.test(seen)) {
            if (System.nanoTime() > end) {
                throw new AssertionError(seen.encodePrettily() + agents.getFirst().log() + fleet.portal().output());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            seen = rollout();
        }
        return seen;
    }

    private static Predicate<JsonObject> ended(String state) {
        return rollout -> state.equals(rollout.getString("state"));
    }

    private static List<JsonObject> servers(JsonObject rollout) {
        return rollout.getJsonArray("servers").stream().map(JsonObject.class::cast).toList();
    }

    private String version(Member member) throws Exception {
        return fleet.state(member).getJsonObject("facts").getString("agent_version");
    }

    @Test
    void threeAgentsAreUpdatedOneAfterTheOther() throws Exception {
        offer(NEW, false);
        startPortal("automatic");
        startAgents(3);
        JsonObject done = await(ended("succeeded"));

        assertEquals(List.of(1, 2, 3),
                servers(done).stream().map(server -> server.getInteger("ring")).sorted().toList());
        for (int i = 0; i < members.size(); i++) {
            fleet.await(members.get(i), SOON,
                    server -> NEW.equals(server.getJsonObject("facts").getString("agent_version")));
            assertTrue(agents.get(i).current().startsWith(NEW + "-"), agents.get(i).current());
            assertEquals("", agents.get(i).state("trial"));
            assertEquals("", agents.get(i).state("failed"));
        }
        // Another server that comes later needs no first ring again.
        startAgents(1);
        await(rollout -> Integer.valueOf(4).equals(rollout.getInteger("updated")) && ended("succeeded").test(rollout));
        for (String page : List.of("/agents/rollouts", "/agents/rollouts/" + done.getString("id"),
                "/servers/" + members.getFirst().id())) {
            Answer shown = fleet.page(page);
            assertEquals(200, shown.status());
            assertTrue(shown.text().contains(NEW), shown::text);
        }
        Answer trail = fleet.asAdmin("GET", "/audit", null);
        assertTrue(trail.text().contains("rollout.create") && trail.text().contains("agent.update"), trail::text);
    }

    @Test
    void aBrokenUpdateGoesBackAndStopsTheRollout() throws Exception {
        offer(NEW, true);
        startPortal("automatic");
        startAgents(3);
        JsonObject stopped = await(ended("failed"));

        assertEquals(1, servers(stopped).size(), stopped::encode);
        JsonObject first = servers(stopped).getFirst();
        assertEquals("failed", first.getString("state"));
        assertTrue(first.getString("detail").contains("went back to version " + OLD + ": it ended with exit code 7"),
                stopped::encode);
        for (int i = 0; i < members.size(); i++) {
            assertTrue(agents.get(i).current().startsWith(OLD + "-"), agents.get(i).current());
            assertEquals(OLD, version(members.get(i)));
        }
        Member failed = members.stream()
                .filter(one -> one.alias().equals(first.getString("alias")))
                .findFirst()
                .orElseThrow();
        fleet.await(failed, SOON, server -> server.getJsonArray("alerts").contains("update_failed"));

        // Nothing goes on by itself; an admin may say so, and the agent takes what failed there only by force.
        Answer again = fleet.asAdmin("POST", "/agents/rollouts",
                new JsonObject().put("servers", List.of(failed.alias())));
        assertEquals(202, again.status(), again::text);
        JsonObject refused = await(rollout -> rollout.getString("id").equals(again.json().getString("id"))
                && ended("failed").test(rollout));
        assertTrue(servers(refused).getFirst().getString("detail").contains("was given up here before"),
                refused::encode);
    }

    @Test
    void aVersionThatFailedIsTriedAgainByForce() throws Exception {
        offer(NEW, true);
        startPortal("manual");
        startAgents(1);
        assertEquals(new JsonObject(), rollout());
        assertEquals(202, fleet.asAdmin("POST", "/agents/rollouts", null).status());
        await(ended("failed"));

        Answer forced = fleet.asAdmin("POST", "/agents/rollouts",
                new JsonObject().put("servers", List.of(members.getFirst().alias())).put("force", true));
        assertEquals(202, forced.status(), forced::text);
        JsonObject again = await(rollout -> rollout.getString("id").equals(forced.json().getString("id"))
                && ended("failed").test(rollout));
        assertTrue(servers(again).getFirst().getString("detail").contains("it ended with exit code 7"), again::encode);
        assertEquals(1, agents.getFirst().state("failed").lines().count());
    }

    /** What another node has begun, its successor ends. */
    @Test
    void aRolloutOutlivesTheNodeThatBeganIt() throws Exception {
        offer(NEW, false);
        startPortal("automatic");
        startAgents(2);
        await(rollout -> rollout.containsKey("servers") && !rollout.getJsonArray("servers").isEmpty());
        fleet.killPortal();
        fleet.restartPortal();
        // One whose agent comes back late gets its turn after the others.
        await(rollout -> ended("succeeded").test(rollout) && Integer.valueOf(2).equals(rollout.getInteger("updated")));
    }

    @Test
    void anArchiveThatIsAlteredAfterwardsIsNotTaken() throws Exception {
        Path archive = offer(NEW, false);
        startPortal("manual");
        startAgents(1);
        // The portal knows files by their size and time.
        byte[] bytes = Files.readAllBytes(archive);
        var time = Files.getLastModifiedTime(archive);
        assertEquals(202, fleet.asAdmin("POST", "/agents/rollouts", null).status());
        bytes[bytes.length / 2] ^= 1;
        Files.write(archive, bytes);
        Files.setLastModifiedTime(archive, time);
        JsonObject stopped = await(ended("failed"));

        assertTrue(servers(stopped).getFirst().getString("detail").contains("its SHA-256 is another"), stopped::encode);
        assertEquals(OLD, version(members.getFirst()));
        assertFalse(agents.getFirst().log().contains("is in place"));
    }

    @Test
    void aCancelledRolloutUpdatesNoFurtherServer() throws Exception {
        offer(NEW, false);
        startPortal("automatic");
        startAgents(2);
        JsonObject begun = await(
                rollout -> rollout.containsKey("servers") && !rollout.getJsonArray("servers").isEmpty());
        Answer cancelled = fleet.asAdmin("POST", "/agents/rollouts/" + begun.getString("id") + "/cancel", null);
        assertEquals(200, cancelled.status(), cancelled::text);
        JsonObject ended = await(rollout -> Integer.valueOf(0).equals(rollout.getInteger("under_way")));

        assertEquals("cancelled", ended.getString("state"));
        assertTrue(servers(ended).size() < 2 || servers(ended).stream().anyMatch(one -> one.getInteger("ring") > 1),
                ended::encode);
    }
}
