package io.ftpcluster.master.updates;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.frames.AgentVersion;
import io.ftpcluster.frames.UpdateStatement;
import io.ftpcluster.messages.Agents;
import io.ftpcluster.messages.Rollouts.Member;
import io.ftpcluster.messages.Rollouts.MemberState;
import io.ftpcluster.messages.Rollouts.Rollout;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Has agents update themselves. Waits, so it belongs on virtual threads; one context owns it. */
final class UpdateRequests {

    /** More than an agent has for fetching and trying one. */
    private static final int SECONDS = 600;
    private static final Duration JUST_NOW = Duration.ofSeconds(5);

    private final Bus bus;
    private final UnaryOperator<byte[]> signer;
    private final Clock clock;
    private final Map<String, Integer> attempts = new HashMap<>();
    private final Set<String> asked = new HashSet<>();

    /** @param signer with the portal's key */
    UpdateRequests(Bus bus, UnaryOperator<byte[]> signer, Clock clock) {
        this.bus = bus;
        this.signer = signer;
        this.clock = clock;
    }

    /** What was asked before belongs to an earlier term. */
    void forget() {
        attempts.clear();
        asked.clear();
    }

    /**
     * Asks it, or asks it again what came of it: the id is the same for the same server of the same rollout, unless the agent has
     * said that it can't know.
     *
     * @return how it stands then; empty: it is to be asked again later
     */
    Optional<Member> ask(Rollout rollout, Member member) {
        String name = "update-" + rollout.id() + "-" + member.serverId();
        int attempt = attempts.getOrDefault(name, 0);
        String id = name + "-" + attempt;
        Duration age = Duration.between(member.startedAt(), clock.instant());
        // Whoever led before may have asked it, too.
        boolean again = !asked.add(id) || (attempt == 0 && age.compareTo(JUST_NOW) > 0);
        Agents.Request request = new Agents.Request(member.serverId(), id, UpdateStatement.ACTION,
                arguments(rollout, member), SECONDS,
                again ? Integer.valueOf(Math.toIntExact(Math.max(0, age.toSeconds()))) : null, false);
        try {
            bus.request(request.address(), request).await();
            return Optional.of(moved(member, MemberState.INSTALLED, ""));
        } catch (FailureException e) {
            return switch (e.failure().code()) {
                // Not now, or nobody knows whether it came there.
                case UNAVAILABLE, THROTTLED -> Optional.empty();
                // It was restarted since it was asked, perhaps by this: then it says that it has that version, or why not.
                case CONFLICT -> {
                    attempts.merge(name, 1, Integer::sum);
                    yield Optional.empty();
                }
                case UNSUPPORTED -> Optional.of(moved(member, MemberState.FAILED,
                        "This agent can't update itself. Set the server up again, once."));
                default -> Optional.of(moved(member, MemberState.FAILED, reason(e)));
            };
        }
    }

    private static String reason(FailureException e) {
        return e.failure().code() == FailureCode.INTERNAL
                ? "The portal made a mistake; its log says more."
                : e.failure().detail();
    }

    private Map<String, String> arguments(Rollout rollout, Member member) {
        boolean newer = AgentVersion.isNewer(rollout.version(), member.fromVersion());
        String replaces = rollout.force() && !newer && AgentVersion.find(member.fromVersion()).isPresent()
                ? member.fromVersion()
                : null;
        UpdateStatement statement = new UpdateStatement(rollout.version(), rollout.sha256(), rollout.size(), replaces);
        Map<String, String> arguments = new HashMap<>(statement.toArguments());
        arguments.put("signature", Base64.getEncoder().encodeToString(signer.apply(statement.signedBytes())));
        if (rollout.force()) {
            arguments.put("force", "true");
        }
        return arguments;
    }

    private Member moved(Member member, MemberState state, String detail) {
        return new Member(member.serverId(), member.alias(), state, member.ring(), member.fromVersion(), detail,
                member.startedAt(), clock.instant());
    }
}
