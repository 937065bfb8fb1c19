package io.ftpcluster.master.updates;

import io.ftpcluster.frames.AgentVersion;
import io.ftpcluster.messages.Rollouts.Member;
import io.ftpcluster.messages.Rollouts.MemberState;
import io.ftpcluster.messages.Rollouts.Rollout;
import io.ftpcluster.messages.Rollouts.State;
import io.ftpcluster.messages.Rollouts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What comes next in a rollout, by how its servers stand: pure, so that every node comes to the same. Ring 1 is one server, ring 2
 * a tenth of all, ring 3 the rest; the next one begins when all of the one before have the new version, and have stayed.
 */
final class RolloutPlan {

    private static final int TENTH = 10;
    /** A link that was made a moment ago may have facts that this node hasn't heard yet. */
    private static final Duration HEARD = Duration.ofSeconds(3);

    private final Rollout rollout;
    private final Map<String, ServerAgent> agents;
    private final Map<String, Instant> linkedAt;
    private final Times times;
    private final Instant now;
    private final Map<String, Member> members = new LinkedHashMap<>();
    private final Map<String, Member> changed = new LinkedHashMap<>();
    private State state;
    private int ring;
    private String detail;

    /**
     * @param settle how long all servers of a ring must have had the new version before the next ring begins
     * @param back within which an agent must have said hello after it was updated; more than it is on trial
     * @param asking within which a server must have taken the update
     * @param atOnce servers that are updated at once at most
     */
    record Times(Duration settle, Duration back, Duration asking, int atOnce) {

        static Times standard(Duration settle) {
            return new Times(settle, Duration.ofMinutes(5), Duration.ofMinutes(20), 8);
        }
    }

    /**
     * What is to be stored, and then done.
     *
     * @param members those that have changed
     */
    record Step(State state, int ring, String detail, List<Member> members) {}

    /** @param linkedAt when agents have made their newest links, as far as this node has heard of it */
    RolloutPlan(Rollout rollout, Map<String, ServerAgent> agents, Map<String, Instant> linkedAt, Times times,
            Instant now) {
        this.rollout = rollout;
        this.agents = agents;
        this.linkedAt = linkedAt;
        this.times = times;
        this.now = now;
        this.state = rollout.state();
        this.ring = rollout.ring();
        this.detail = rollout.detail();
        rollout.members().forEach(member -> members.put(member.serverId(), member));
    }

    /** Whether this agent is to have another version. */
    static boolean wants(String version, ServerAgent agent) {
        return agent.linked() && agent.updatable() && AgentVersion.isNewer(version, agent.version());
    }

    /** Those whose state is UPDATING then are to be asked. */
    Step next() {
        for (Member member : List.copyOf(members.values())) {
            judge(member);
        }
        if (state == State.RUNNING) {
            advance();
        }
        return new Step(state, ring, detail, List.copyOf(changed.values()));
    }

    boolean changes(Step step) {
        return step.state() != rollout.state() || step.ring() != rollout.ring() || !step.members().isEmpty();
    }

    private void judge(Member member) {
        ServerAgent agent = agents.get(member.serverId());
        if (member.state() == MemberState.UPDATING && isOlderThan(member.startedAt(), times.asking())) {
            fail(member, "The server did not take the update within " + times.asking().toMinutes()
                    + " minutes: its agent was not linked, or had too much to do.");
        } else if (member.state() == MemberState.UPDATING && state != State.RUNNING && !isLinked(member.serverId())) {
            fail(member, "The update was stopped, and the agent was not linked.");
        } else if (member.state() == MemberState.INSTALLED) {
            Instant linked = linkedAt.get(member.serverId());
            boolean cameBack = linked != null && linked.isAfter(member.changedAt());
            boolean late = isOlderThan(member.changedAt(), times.back());
            if (agent != null && agent.linked() && agent.version().equals(rollout.version())
                    && (cameBack || late || !member.fromVersion().equals(rollout.version()))) {
                put(member, MemberState.UPDATED, "");
            } else if (agent != null && cameBack && isOlderThan(linked, HEARD)
                    && rollout.version().equals(agent.failedVersion())) {
                fail(member, wentBack(agent));
            } else if (late) {
                fail(member,
                        agent != null && rollout.version().equals(agent.failedVersion())
                                ? wentBack(agent)
                                : "The agent did not say hello with the new version within " + times.back().toMinutes()
                                        + " minutes. Look at journalctl -u ftpcluster-agent on the server.");
            }
        }
    }

    private static String wentBack(ServerAgent agent) {
        return "The agent went back to version " + agent.version() + ": "
                + Objects.requireNonNullElse(agent.failedReason(), "it did not say why");
    }

    private void advance() {
        if (rollout.chosen()) {
            skipWhatIsThere();
        }
        if (stopsByFailures()) {
            return;
        }
        List<Member> waiting = waiting();
        List<Member> own = members.values().stream().filter(member -> member.ring() == ring).toList();
        int underWay = (int) members.values().stream().filter(Member::isUnderWay).count();
        int room = Math.min(target(waiting.size()) - own.size(), times.atOnce() - underWay);
        if (room > 0 && !waiting.isEmpty()) {
            waiting.stream().limit(room).forEach(this::begin);
        } else if (underWay == 0 && (waiting.isEmpty() || own.size() >= target(waiting.size()))) {
            endRing(own, waiting.isEmpty());
        }
    }

    /** How many servers the ring has in all. */
    private int target(int waiting) {
        return switch (ring) {
            case 1 -> 1;
            case 2 -> Math.max(1, (int) Math.ceil((waiting + had()) / (double) TENTH));
            default -> Integer.MAX_VALUE;
        };
    }

    /** Servers whose turn came. */
    private long had() {
        return members.values().stream().filter(member -> member.ring() > 0).count();
    }

    /** In an order that is the same on every node. */
    private List<Member> waiting() {
        if (rollout.chosen()) {
            return members.values()
                    .stream()
                    .filter(member -> member.state() == MemberState.PENDING)
                    .filter(member -> isLinked(member.serverId()))
                    .toList();
        }
        List<Member> waiting = new ArrayList<>();
        agents.values()
                .stream()
                .filter(agent -> wants(rollout.version(), agent) && !members.containsKey(agent.serverId()))
                .sorted(Comparator.comparing(ServerAgent::alias).thenComparing(ServerAgent::serverId))
                .map(agent -> new Member(agent.serverId(), agent.alias(), MemberState.PENDING, 0, agent.version(), "",
                        null, now))
                .forEach(waiting::add);
        return waiting;
    }

    private boolean isLinked(String serverId) {
        ServerAgent agent = agents.get(serverId);
        return agent != null && agent.linked();
    }

    /** Of those that were named. */
    private void skipWhatIsThere() {
        for (Member member : List.copyOf(members.values())) {
            ServerAgent agent = agents.get(member.serverId());
            if (member.state() != MemberState.PENDING || agent == null || !agent.linked()) {
                continue;
            }
            if (!agent.updatable()) {
                put(member, MemberState.FAILED, "This agent can't update itself. Set the server up again, once.");
            } else if (!rollout.force() && !AgentVersion.isNewer(rollout.version(), agent.version())) {
                put(member, MemberState.SKIPPED, "The agent has version " + agent.version() + " already.");
            }
        }
    }

    private void begin(Member member) {
        ServerAgent agent = agents.get(member.serverId());
        Member begun = new Member(member.serverId(), member.alias(), MemberState.UPDATING, ring, agent.version(), "",
                now, now);
        members.put(begun.serverId(), begun);
        changed.put(begun.serverId(), begun);
    }

    private boolean stopsByFailures() {
        List<Member> failed = members.values().stream().filter(member -> member.state() == MemberState.FAILED).toList();
        boolean early = failed.stream().anyMatch(member -> member.ring() == 1 || member.ring() == 2);
        long late = failed.stream().filter(member -> member.ring() == Rollouts.LAST_RING).count();
        if (!early && late * TENTH <= had() + waiting().size()) {
            return false;
        }
        Member first = failed.stream().filter(member -> member.ring() > 0).findFirst().orElseThrow();
        state = State.FAILED;
        detail = early
                ? "Stopped in ring " + first.ring() + ", as " + first.alias() + " failed: " + first.detail()
                : "Stopped, as " + late + " servers failed, more than a tenth.";
        return true;
    }

    private void endRing(Collection<Member> own, boolean isLast) {
        if (members.isEmpty()) {
            // Or whoever was to be the first has gone.
            state = State.SUCCEEDED;
            detail = "No server that is linked has an older agent that can update itself.";
            return;
        }
        List<Member> updated = own.stream().filter(member -> member.state() == MemberState.UPDATED).toList();
        Instant last = updated.stream().map(Member::changedAt).max(Instant::compareTo).orElse(Instant.EPOCH);
        if (!isOlderThan(last, times.settle())) {
            return;
        }
        List<Member> gone = ring == Rollouts.LAST_RING
                ? List.of()
                : updated.stream().filter(member -> !hasStayed(member)).toList();
        if (!gone.isEmpty()) {
            if (isOlderThan(last, times.settle().plus(times.back()))) {
                gone.forEach(
                        member -> fail(member, "The agent said hello with the new version, but did not stay linked."));
            }
            return;
        }
        if (isLast) {
            succeed();
        } else if (ring < Rollouts.LAST_RING) {
            ring++;
        }
    }

    private boolean hasStayed(Member member) {
        ServerAgent agent = agents.get(member.serverId());
        return agent == null || (agent.linked() && agent.version().equals(rollout.version()));
    }

    private void succeed() {
        for (Member member : List.copyOf(members.values())) {
            if (member.state() == MemberState.PENDING) {
                put(member, MemberState.SKIPPED, "The agent was not linked.");
            }
        }
        state = State.SUCCEEDED;
        detail = "";
    }

    private void fail(Member member, String why) {
        put(member, MemberState.FAILED, why);
    }

    private void put(Member member, MemberState now, String why) {
        Member moved = new Member(member.serverId(), member.alias(), now, member.ring(), member.fromVersion(), why,
                member.startedAt(), this.now);
        members.put(moved.serverId(), moved);
        changed.put(moved.serverId(), moved);
    }

    private boolean isOlderThan(Instant then, Duration age) {
        return then != null && Duration.between(then, now).compareTo(age) >= 0;
    }
}
