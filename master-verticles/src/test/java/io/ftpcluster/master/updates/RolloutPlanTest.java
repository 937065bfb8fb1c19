package io.ftpcluster.master.updates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.messages.Rollouts.Counts;
import io.ftpcluster.messages.Rollouts.Member;
import io.ftpcluster.messages.Rollouts.MemberState;
import io.ftpcluster.messages.Rollouts.Rollout;
import io.ftpcluster.messages.Rollouts.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What comes next, step by step, without agents. */
class RolloutPlanTest {

    private static final RolloutPlan.Times TIMES = new RolloutPlan.Times(Duration.ofMinutes(5), Duration.ofMinutes(4),
            Duration.ofMinutes(20), 8);
    private static final String OLD = "1.0";
    private static final String NEW = "2.0";

    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private final Map<String, ServerAgent> agents = new HashMap<>();
    private final Map<String, Instant> linkedAt = new HashMap<>();
    private final Map<String, Member> members = new LinkedHashMap<>();
    private State state = State.RUNNING;
    private int ring = 1;
    private String detail = "";
    private boolean chosen;
    private boolean force;

    private void servers(int count) {
        for (int i = 0; i < count; i++) {
            agent("server-%03d".formatted(i), OLD, null);
        }
    }

    private void agent(String id, String version, String failed) {
        agents.put(id, new ServerAgent(id, id, true, version, true, failed, failed == null ? null : "it ended"));
    }

    private void choose(String... ids) {
        chosen = true;
        for (String id : ids) {
            members.put(id, new Member(id, id, MemberState.PENDING, 0, "", "", null, now));
        }
    }

    private Rollout rollout() {
        return new Rollout("1", NEW, "0".repeat(64), 10, state, ring, force, chosen, detail, "system", now, null,
                new Counts(0, 0, 0, 0, 0), List.copyOf(members.values()));
    }

    private void step() {
        RolloutPlan plan = new RolloutPlan(rollout(), agents, linkedAt, TIMES, now);
        RolloutPlan.Step next = plan.next();
        assertEquals(plan.changes(next), next.state() != state || next.ring() != ring || !next.members().isEmpty());
        state = next.state();
        ring = next.ring();
        detail = next.detail();
        next.members().forEach(member -> members.put(member.serverId(), member));
    }

    private void later(Duration time) {
        now = now.plus(time);
    }

    private List<String> in(MemberState wanted) {
        return members.values().stream().filter(member -> member.state() == wanted).map(Member::serverId).toList();
    }

    /** Its agent has answered that the new one is in its place. */
    private void installed(String id) {
        Member member = members.get(id);
        members.put(id, new Member(id, id, MemberState.INSTALLED, member.ring(), member.fromVersion(), "",
                member.startedAt(), now));
    }

    private void comesBack(String id, String version, String failed) {
        linkedAt.put(id, now.plusMillis(1));
        agent(id, version, failed);
    }

    /** All that are asked install it and come back. */
    private void allWork() {
        List<String> asked = in(MemberState.UPDATING);
        asked.forEach(this::installed);
        later(Duration.ofSeconds(10));
        asked.forEach(id -> comesBack(id, NEW, null));
        step();
    }

    @Test
    void oneThenATenthThenAll() {
        servers(40);
        step();
        assertEquals(List.of("server-000"), in(MemberState.UPDATING));
        step();
        assertEquals(1, in(MemberState.UPDATING).size());
        allWork();
        assertEquals(List.of("server-000"), in(MemberState.UPDATED));
        later(Duration.ofMinutes(4));
        step();
        assertEquals(1, ring);
        later(Duration.ofMinutes(1));
        step();
        assertEquals(2, ring);
        step();
        assertEquals(4, in(MemberState.UPDATING).size());
        allWork();
        later(Duration.ofMinutes(5));
        step();
        assertEquals(3, ring);
        List<Integer> sizes = new ArrayList<>();
        for (step(); !in(MemberState.UPDATING).isEmpty(); step()) {
            sizes.add(in(MemberState.UPDATING).size());
            allWork();
            if (in(MemberState.UPDATED).size() == 40) {
                break;
            }
        }
        assertTrue(sizes.stream().allMatch(size -> size <= 8), sizes::toString);
        later(Duration.ofMinutes(5));
        step();
        assertEquals(State.SUCCEEDED, state);
    }

    @Test
    void oneServerIsARolloutToo() {
        servers(1);
        step();
        allWork();
        step();
        assertEquals(State.RUNNING, state);
        later(Duration.ofMinutes(5));
        step();
        assertEquals(State.SUCCEEDED, state);
    }

    @Test
    void aFailureOfTheFirstStopsIt() {
        servers(40);
        step();
        installed("server-000");
        later(Duration.ofSeconds(30));
        comesBack("server-000", OLD, NEW);
        later(Duration.ofSeconds(5));
        step();

        assertEquals(State.FAILED, state);
        assertEquals("Stopped in ring 1, as server-000 failed: The agent went back to version 1.0: it ended", detail);
        assertEquals(List.of(), in(MemberState.UPDATING));
    }

    /** What it says of a failure may be of the last time, as it says it with each hello. */
    @Test
    void aFailureThatWasKnownBeforeSaysNothing() {
        force = true;
        choose("server-000");
        agent("server-000", OLD, NEW);
        step();
        assertEquals(List.of("server-000"), in(MemberState.UPDATING));
        installed("server-000");
        later(Duration.ofSeconds(10));
        step();
        assertEquals(List.of("server-000"), in(MemberState.INSTALLED));
        comesBack("server-000", NEW, null);
        step();
        assertEquals(List.of("server-000"), in(MemberState.UPDATED));
    }

    @Test
    void whoDoesNotComeBackHasFailed() {
        servers(2);
        step();
        installed("server-000");
        agents.put("server-000", new ServerAgent("server-000", "server-000", false, OLD, true, null, null));
        later(Duration.ofMinutes(4));
        step();

        assertEquals(State.FAILED, state);
        assertTrue(detail.contains("did not say hello with the new version within 4 minutes"), detail);
    }

    @Test
    void whoSaysHelloAndGoesHasFailed() {
        servers(20);
        step();
        allWork();
        agents.put("server-000", new ServerAgent("server-000", "server-000", false, NEW, true, null, null));
        later(Duration.ofMinutes(5));
        step();
        assertEquals(1, ring);
        assertEquals(State.RUNNING, state);
        later(Duration.ofMinutes(4));
        step();
        step();

        assertEquals(State.FAILED, state);
        assertTrue(detail.contains("did not stay linked"), detail);
    }

    @Test
    void aFewFailuresOfTheLastRingStopNothing() {
        servers(30);
        ring = 3;
        for (int i = 0; i < 3; i++) {
            String id = "server-%03d".formatted(i);
            members.put(id, new Member(id, id, MemberState.FAILED, 3, OLD, "no", now, now));
        }
        step();
        assertEquals(State.RUNNING, state);
        assertEquals(8, in(MemberState.UPDATING).size());
        members.put("server-029", new Member("server-029", "server-029", MemberState.FAILED, 3, OLD, "no", now, now));
        step();
        assertEquals(State.FAILED, state);
        assertEquals("Stopped, as 4 servers failed, more than a tenth.", detail);
    }

    @Test
    void onlyWhoHasAnOlderOneAndUpdatesItselfIsAsked() {
        agent("new", NEW, null);
        agent("newer", "3.0", null);
        agent("by-hand", "development", null);
        agents.put("away", new ServerAgent("away", "away", false, OLD, true, null, null));
        agents.put("fixed", new ServerAgent("fixed", "fixed", true, OLD, false, null, null));
        step();
        assertEquals(Map.of(), members);
        assertEquals(State.SUCCEEDED, state);
        assertEquals("No server that is linked has an older agent that can update itself.", detail);
        state = State.RUNNING;
        agent("away", OLD, null);
        step();
        assertEquals(List.of("away"), in(MemberState.UPDATING));
    }

    @Test
    void whoIsNamedAndNeedsNothingIsSkipped() {
        choose("new", "old", "away", "fixed");
        agent("new", NEW, null);
        agent("old", OLD, null);
        agents.put("fixed", new ServerAgent("fixed", "fixed", true, OLD, false, null, null));
        step();
        assertEquals(List.of("new"), in(MemberState.SKIPPED));
        assertEquals(List.of("fixed"), in(MemberState.FAILED));
        assertEquals(List.of("old"), in(MemberState.UPDATING));
        assertEquals(State.RUNNING, state);
        allWork();
        later(Duration.ofMinutes(5));
        step();
        assertEquals(State.SUCCEEDED, state);
        assertEquals(List.of("new", "away"), in(MemberState.SKIPPED));
    }

    @Test
    void whatIsForcedReplacesANewerOneAndTheSameToo() {
        force = true;
        choose("newer");
        agent("newer", "3.0", null);
        step();
        assertEquals(List.of("newer"), in(MemberState.UPDATING));
        installed("newer");
        step();
        assertFalse(in(MemberState.INSTALLED).isEmpty());
        comesBack("newer", NEW, null);
        step();
        assertEquals(List.of("newer"), in(MemberState.UPDATED));
    }

    @Test
    void aCancelledOneBeginsNothingAndEndsWhatHasBegun() {
        servers(40);
        step();
        installed("server-000");
        state = State.CANCELLED;
        comesBack("server-000", NEW, null);
        step();
        assertEquals(List.of("server-000"), in(MemberState.UPDATED));
        assertEquals(State.CANCELLED, state);
        later(Duration.ofHours(1));
        step();
        assertEquals(1, members.size());
    }

    @Test
    void whoTakesItForEverHasFailed() {
        servers(2);
        step();
        later(Duration.ofMinutes(20));
        step();
        assertEquals(State.FAILED, state);
        assertTrue(detail.contains("did not take the update within 20 minutes"), detail);
    }
}
