package io.ftpcluster.master.provisioning.job;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.leadership.Leadership;
import io.ftpcluster.messages.Jobs.End;
import io.ftpcluster.messages.Jobs.Job;
import io.ftpcluster.messages.Jobs.State;
import io.ftpcluster.messages.Jobs.Step;
import io.ftpcluster.messages.Jobs.StepState;
import io.ftpcluster.messages.Jobs.StoreStep;
import io.ftpcluster.messages.Jobs;
import io.ftpcluster.messages.Leases.Token;
import io.ftpcluster.text.Printable;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/**
 * Stores how the steps of one job stand. What must be stored is tried until the database takes it; what a step prints is shown
 * when that is easy, at most once a second.
 */
final class StepWriter {

    private static final Duration LIVE = Duration.ofSeconds(1);
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final Bus bus;
    private final Leadership term;
    private final Job job;
    private final StopSignal stop;
    private final Clock clock;
    private int number;
    private volatile Instant startedAt;
    private long lastLive;
    private boolean live;

    StepWriter(Bus bus, Leadership term, Job job, StopSignal stop, Clock clock) {
        this.bus = bus;
        this.term = term;
        this.job = job;
        this.stop = stop;
        this.clock = clock;
    }

    void begin(int step) throws JobStoppedException {
        number = step;
        startedAt = now();
        store(step(StepState.RUNNING, "", null));
        live(true);
    }

    void succeed(String detail) throws JobStoppedException {
        live(false);
        store(step(StepState.SUCCEEDED, detail, now()));
    }

    void fail(String detail) throws JobStoppedException {
        live(false);
        store(step(StepState.FAILED, detail, now()));
    }

    void end(State state) throws JobStoppedException {
        live(false);
        write(token -> bus.request(Jobs.END, new End(job.id(), state, token)));
    }

    /** What the step does now. On any thread; doesn't wait. */
    synchronized void show(String line) {
        long now = System.nanoTime();
        String text = Printable.line(line.strip());
        if (live && !text.isEmpty() && now - lastLive >= LIVE.toNanos()) {
            lastLive = now;
            Step step = step(StepState.RUNNING, text, null);
            int shown = number;
            // One that is lost is followed by another.
            term.write(token -> bus.request(Jobs.STORE_STEP, new StoreStep(job.id(), shown, step, token)));
        }
    }

    private synchronized void live(boolean now) {
        live = now;
        lastLive = System.nanoTime() - LIVE.toNanos();
    }

    private Step step(StepState state, String detail, Instant endedAt) {
        return new Step(job.steps().get(number).name(), state, detail, startedAt, endedAt);
    }

    private Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }

    private void store(Step step) throws JobStoppedException {
        write(token -> bus.request(Jobs.STORE_STEP, new StoreStep(job.id(), number, step, token)));
    }

    private <T> void write(Function<Token, Future<T>> request) throws JobStoppedException {
        while (term.isHeld()) {
            try {
                term.write(request).await();
                return;
            } catch (FailureException e) {
                if (!isAway(e.failure().code())) {
                    break;
                }
            }
            stop.pause(AGAIN);
        }
        throw new JobStoppedException();
    }

    private static boolean isAway(FailureCode code) {
        return code == FailureCode.UNAVAILABLE || code == FailureCode.TIMEOUT;
    }
}
