package io.ftpcluster.master.provisioning.job;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.messages.Jobs.Job;
import io.ftpcluster.messages.Telemetry.Condition;
import io.ftpcluster.messages.Telemetry.State;
import io.ftpcluster.messages.Telemetry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** Whether the agent of a job's server has said hello since the job has started it. Thread-safe. */
final class AgentHello {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Bus bus;
    private final Job job;
    private final Clock clock;
    private volatile boolean linked;

    AgentHello(Bus bus, Job job, Clock clock) {
        this.bus = bus;
        this.job = job;
        this.clock = clock;
    }

    /** What was linked before doesn't count. */
    void begin() {
        linked = false;
    }

    void linked() {
        linked = true;
    }

    String await(StopSignal stop, StepWriter progress) throws StepException, JobStoppedException {
        Instant began = Instant.ofEpochMilli(clock.millis());
        long end = System.nanoTime() + PATIENCE.toNanos();
        String condition = "";
        progress.show("waits for the agent's first word");
        while (System.nanoTime() < end) {
            stop.check();
            if (linked) {
                return "the agent is linked";
            }
            try {
                State state = state(stop);
                if (isHere(state, began)) {
                    return "the agent is linked and measures";
                }
                condition = state == null || state.reason() == null ? "" : " (" + state.reason() + ")";
            } catch (FailureException e) {
                condition = " (" + e.failure().detail() + ")";
            }
            stop.pause(LOOK);
        }
        throw new StepException(
                "The agent of " + job.alias() + " did not link to the portal within " + PATIENCE.toSeconds() + " s"
                        + condition + ". Look at journalctl -u ftpcluster-agent on the server, and"
                        + " whether it reaches MASTER_URL; then retry.");
    }

    private State state(StopSignal stop) throws JobStoppedException {
        return stop.await(bus.request(Telemetry.STATES, new Telemetry.FindStates(Set.of(job.serverId()))))
                .states()
                .stream()
                .findFirst()
                .orElse(null);
    }

    private static boolean isHere(State state, Instant since) {
        return state != null && state.condition() == Condition.LIVE && state.lastSeen() != null
                && !state.lastSeen().isBefore(since);
    }
}
