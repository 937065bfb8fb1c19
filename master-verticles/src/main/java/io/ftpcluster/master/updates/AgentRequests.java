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
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Has agents update themselves. Waits, so it belongs on virtual threads. */
final class AgentRequests {

    /** More than an agent has for fetching and trying one. */
    private static final int SECONDS = 600;

    private final Bus bus;
    private final UnaryOperator<byte[]> signer;
    private final Clock clock;

    /** @param signer with the portal's key */
    AgentRequests(Bus bus, UnaryOperator<byte[]> signer, Clock clock) {
        this.bus = bus;
        this.signer = signer;
        this.clock = clock;
    }

    /**
     * Asks it, or asks it again what came of it: the id is the same for the same server of the same rollout.
     *
     * @return how it stands then; empty: it is to be asked again later
     */
    Optional<Member> ask(Rollout rollout, Member member, boolean again) {
        int age = Math.toIntExact(Math.max(0, Duration.between(member.startedAt(), clock.instant()).toSeconds()));
        String id = "update-" + rollout.id() + "-" + member.serverId();
        Agents.Request request = new Agents.Request(member.serverId(), id, UpdateStatement.ACTION,
                arguments(rollout, member), SECONDS, again ? Integer.valueOf(age) : null, false);
        try {
            bus.request(request.address(), request).await();
            return Optional.of(moved(member, MemberState.INSTALLED, ""));
        } catch (FailureException e) {
            return switch (e.failure().code()) {
                // Not now, or nobody knows whether it came there.
                case UNAVAILABLE, THROTTLED -> Optional.empty();
                // It was restarted since it was asked, so perhaps by this.
                case CONFLICT -> Optional.of(moved(member, MemberState.INSTALLED, ""));
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
