package io.ftpcluster.messages;

import static io.ftpcluster.messages.Checks.required;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Trying a server step by step, to say what works, what doesn't and what to do about it. */
public final class Diagnosis {

    /** Longer than a test may take, so that its report comes first. */
    private static final Duration DEADLINE = Duration.ofSeconds(110);

    /**
     * Answered with a report, however broken the server is. NOT_FOUND when there is no such server, INVALID when the
     * permission or user isn't one of it, UNAVAILABLE when too many tests run.
     */
    public static final Address<Run, Report> RUN = Address.onThisNode("diagnosis.run", Run.class, Report.class)
            .within(DEADLINE);

    /**
     * Whether a server answers, tried in 10 s at most, without a login or with its settings' own. Answered by files; NOT_FOUND when there is no such
     * server. Whoever asks sees to it that not too many are tried at once.
     */
    public static final Address<Probe, ProbeOutcome> PROBE = Address
            .onThisNode("diagnosis.probe", Probe.class, ProbeOutcome.class)
            .within(Duration.ofSeconds(15));

    private Diagnosis() {}

    /** What is tried, in this order; with implicit TLS the handshake comes before the greeting. */
    public enum Name {
        RESOLVE,
        CONNECT,
        GREETING,
        TLS,
        LOGIN,
        FEATURES,
        PASSIVE,
        DATA_TLS,
        LISTING,
        UPLOAD,
        DOWNLOAD,
        CLOCK,
        DELETE,
        REUSE,
        OTHER_CLIENTS
    }

    /** How a step ended; new ones go to the end. */
    public enum Outcome {
        OK,
        /** It works, and there is something to look at. */
        WARNING,
        FAILED,
        /** Not tried; the detail says why. */
        SKIPPED
    }

    /**
     * @param serverRef id or alias
     * @param permissionId whose login is used, or null
     * @param username of the portal, whose permission for this server is used, or null; with neither the first one
     */
    @Wire("diagnosis.run.v2")
    public record Run(Actor actor, String serverRef, String permissionId, String username) {
        public Run {
            required("actor", actor);
            required("server", serverRef);
        }
    }

    /**
     * @param millis how long it took
     * @param detail what was found: printable lines, bounded; what the server said is quoted in it
     * @param advice what to do about it; empty when nothing
     */
    @Wire("diagnosis.step.v1")
    public record Step(Name name, Outcome outcome, long millis, String detail, String advice) {
        public Step {
            required("name", name);
            required("outcome", outcome);
            required("detail", detail);
            required("advice", advice);
        }
    }

    @Wire("diagnosis.probe.v1")
    public record Probe(String serverId) {
        public Probe {
            required("serverId", serverId);
        }
    }

    /**
     * @param failed the step that did; null when the server answers
     * @param millis until it had let the portal in, or until the step failed
     * @param refused whether it answers, and takes no login with the probe account
     */
    @Wire("diagnosis.probe-outcome.v1")
    public record ProbeOutcome(Step failed, long millis, boolean refused) {

        public ProbeOutcome(Step failed, long millis) {
            this(failed, millis, false);
        }
    }

    /**
     * @param testedAs whose login was used; null when the server has no permission yet
     * @param millis how long all of it took
     */
    @Wire("diagnosis.report.v1")
    public record Report(Servers.Server server, Permissions.Permission testedAs, Instant startedAt, long millis,
            List<Step> steps) {
        public Report {
            steps = List.copyOf(steps);
        }

        /** Whether nothing failed. */
        public boolean ok() {
            return steps.stream().noneMatch(step -> step.outcome() == Outcome.FAILED);
        }
    }
}
