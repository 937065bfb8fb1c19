package io.ftpcluster.master.provisioning.job;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.master.leadership.DebouncedLook;
import io.ftpcluster.master.leadership.LeaderWork;
import io.ftpcluster.master.leadership.Leadership;
import io.ftpcluster.master.provisioning.ssh.SshConnector;
import io.ftpcluster.master.secrets.SecretBox;
import io.ftpcluster.messages.Jobs.End;
import io.ftpcluster.messages.Jobs.FindRunning;
import io.ftpcluster.messages.Jobs.Job;
import io.ftpcluster.messages.Jobs.RunnableJob;
import io.ftpcluster.messages.Jobs.RunnableList;
import io.ftpcluster.messages.Jobs.State;
import io.ftpcluster.messages.Jobs.Step;
import io.ftpcluster.messages.Jobs.StepState;
import io.ftpcluster.messages.Jobs.StoreStep;
import io.ftpcluster.messages.Jobs;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Runs the jobs that are to be run while this node has the lease: some at once, the others wait for their turn. One context owns it. */
public final class JobRunner implements LeaderWork {

    /** Jobs at once. */
    public static final int MOST = 8;
    private static final String WAITS = "waits for its turn";
    /** Jobs tell of themselves each second. */

    private final Context context;
    private final DebouncedLook soon;
    private final Bus bus;
    private final Dependencies dependencies;
    private final Map<String, JobRun> runs = new HashMap<>();
    private final Map<String, Thread> threads = new HashMap<>();
    /** Of those that wait, whom that was told. */
    private final Set<String> told = new HashSet<>();
    /** Null while another node does it. */
    private Leadership term;

    /** What each run needs. */
    public record Dependencies(SshConnector connector, SecretBox box, SetupFiles files, Clock clock) {}

    /** To be made on the context that owns it. */
    public JobRunner(Vertx vertx, Bus bus, Dependencies dependencies) {
        this.context = vertx.getOrCreateContext();
        this.soon = new DebouncedLook(vertx, this::look);
        this.bus = bus;
        this.dependencies = dependencies;
    }

    @Override
    public Future<?> begin(Leadership begun) {
        term = begun;
        return look();
    }

    @Override
    public void end() {
        term = null;
        told.clear();
        runs.values().forEach(JobRun::stop);
    }

    /** Something may be to do, in a moment. */
    public void changed() {
        if (term != null) {
            soon.request();
        }
    }

    /** A server's agent has a link. */
    public void linked(String serverId) {
        runs.values().stream().filter(run -> run.serverId().equals(serverId)).forEach(JobRun::linked);
    }

    /** Begins what can be begun, and ends what is to be cancelled. */
    public Future<?> look() {
        Leadership now = term;
        if (now == null) {
            return Future.succeededFuture();
        }
        return bus.request(Jobs.RUNNING, new FindRunning()).onSuccess(found -> {
            if (term == now && now.isHeld()) {
                take(found);
            }
        });
    }

    private void take(RunnableList found) {
        told.retainAll(found.jobs().stream().map(runnable -> runnable.job().id()).toList());
        for (RunnableJob runnable : found.jobs()) {
            Job job = runnable.job();
            JobRun run = runs.get(job.id());
            if (run != null && job.cancelling()) {
                run.cancel();
            } else if (run == null && job.cancelling()) {
                write(new End(job.id(), State.CANCELLED, null));
            } else if (run == null && runs.size() < MOST) {
                start(runnable);
            } else if (run == null && told.add(job.id())) {
                tellWaiting(job);
            }
        }
    }

    private void start(RunnableJob runnable) {
        String id = runnable.job().id();
        JobRun run = new JobRun(bus, dependencies, term, runnable);
        runs.put(id, run);
        threads.put(id, Thread.ofVirtual().name("job-" + id).start(() -> {
            try {
                run.run();
            } finally {
                context.runOnContext(done -> ended(id));
            }
        }));
    }

    private void ended(String id) {
        runs.remove(id);
        threads.remove(id);
        changed();
    }

    /** Best effort: it is for people only. */
    private void tellWaiting(Job job) {
        IntStream.range(0, job.steps().size())
                .filter(i -> job.steps().get(i).state() != StepState.SUCCEEDED)
                .findFirst()
                .ifPresent(i -> term.write(token -> bus.request(Jobs.STORE_STEP, new StoreStep(job.id(), i,
                        new Step(job.steps().get(i).name(), StepState.PENDING, WAITS, null, null), token))));
    }

    private void write(End end) {
        term.write(token -> bus.request(Jobs.END, new End(end.jobId(), end.state(), token)));
    }

    /** How many run on this node. */
    int running() {
        return runs.size();
    }

    /** Those that {@link #end} has stopped but that haven't come to their end yet. */
    public List<Thread> threads() {
        return new ArrayList<>(threads.values());
    }
}
