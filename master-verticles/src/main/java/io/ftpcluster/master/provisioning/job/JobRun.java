package io.ftpcluster.master.provisioning.job;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.master.leadership.Leadership;
import io.ftpcluster.master.provisioning.ssh.SshOperationException;
import io.ftpcluster.messages.Jobs.Job;
import io.ftpcluster.messages.Jobs.RunnableJob;
import io.ftpcluster.messages.Jobs.State;
import io.ftpcluster.messages.Jobs.StepState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One job from its first step that isn't done, on a thread of its own; ends it, or leaves it to another node. */
final class JobRun {

    private static final Logger LOG = LoggerFactory.getLogger(JobRun.class);

    private final Bus bus;
    private final JobRunner.Dependencies dependencies;
    private final Leadership term;
    private final RunnableJob runnable;
    private final Job job;
    private final StopSignal stop = new StopSignal();
    private final AgentHello hello;
    private volatile boolean cancelled;

    JobRun(Bus bus, JobRunner.Dependencies dependencies, Leadership term, RunnableJob runnable) {
        this.bus = bus;
        this.dependencies = dependencies;
        this.term = term;
        this.runnable = runnable;
        this.job = runnable.job();
        this.hello = new AgentHello(bus, job, dependencies.clock());
    }

    String serverId() {
        return job.serverId();
    }

    /** At once, for good; doesn't wait. */
    void cancel() {
        cancelled = true;
        stop.give();
    }

    /** At once, without an end of the job: another node goes on. Doesn't wait. */
    void stop() {
        stop.give();
    }

    void linked() {
        hello.linked();
    }

    void run() {
        StepWriter progress = new StepWriter(bus, term, job, stop, dependencies.clock());
        try {
            State ended = attempt(progress);
            progress.end(ended);
            LOG.info("The job {} of {} has ended: {}", job.id(), job.alias(), ended);
        } catch (JobStoppedException e) {
            if (cancelled) {
                cancelled(progress);
            }
        } catch (RuntimeException e) {
            LOG.error("The job {} of {} could not be run", job.id(), job.alias(), e);
            failed(progress);
        }
    }

    private State attempt(StepWriter progress) throws JobStoppedException {
        try (ServerSetup setup = new ServerSetup(bus, dependencies, job, runnable.sealed(), stop, progress, hello)) {
            for (int i = 0; i < job.steps().size(); i++) {
                if (job.steps().get(i).state() != StepState.SUCCEEDED) {
                    stop.check();
                    progress.begin(i);
                    progress.succeed(setup.run(job.steps().get(i).name()));
                }
            }
            return State.SUCCEEDED;
        } catch (SshOperationException | StepException e) {
            // What fails because it was stopped is no failure.
            stop.check();
            progress.fail(e.getMessage());
            return State.FAILED;
        }
    }

    private void cancelled(StepWriter progress) {
        try {
            progress.end(State.CANCELLED);
            LOG.info("The job {} of {} was cancelled", job.id(), job.alias());
        } catch (JobStoppedException e) {
            LOG.debug("The job {} is cancelled by another node", job.id());
        }
    }

    private void failed(StepWriter progress) {
        try {
            progress.fail("The portal made a mistake; its log has the details. Retry, and report it if it stays.");
            progress.end(State.FAILED);
        } catch (JobStoppedException e) {
            LOG.debug("The job {} is another node's", job.id());
        }
    }
}
