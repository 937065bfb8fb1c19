package io.ftpcluster.messages;

import static io.ftpcluster.messages.Checks.required;
import static io.ftpcluster.messages.Checks.some;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.bus.Topic;
import io.ftpcluster.bus.Wire;
import io.ftpcluster.text.Printable;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Work that takes minutes, is told of step by step, and outlives the node that began it: a job is rows of the database, and
 * whoever holds the lease for jobs goes on with it. All are answered by persistence.
 */
public final class Jobs {

    /** CONFLICT when the server has a job that runs already. */
    public static final Address<Insert, Job> INSERT = Address.inDatabase("jobs.insert", Insert.class, Job.class);
    /** With its steps. */
    public static final Address<Find, Job> FIND = Address.inDatabase("jobs.find", Find.class, Job.class);
    /** The newest first. */
    public static final Address<FindAll, JobList> LIST = Address.inDatabase("jobs.list", FindAll.class, JobList.class);
    /** What is to be done, the oldest first, with what only whoever does it may know. */
    public static final Address<FindRunning, RunnableList> RUNNING = Address.inDatabase("jobs.running",
            FindRunning.class, RunnableList.class);
    /** How a step stands. SUPERSEDED when another node has taken over, CONFLICT when the job has ended. */
    public static final Address<StoreStep, Done> STORE_STEP = Address.inDatabase("jobs.store-step", StoreStep.class,
            Done.class);
    /** Ends a job, and forgets its credential in the same transaction; steps that run or wait end with it. */
    public static final Address<End, Done> END = Address.inDatabase("jobs.end", End.class, Done.class);
    /** Asks whoever does it to stop; one that has ended already is left as it is. NOT_FOUND when there is none. */
    public static final Address<Cancel, Job> CANCEL = Address.inDatabase("jobs.cancel", Cancel.class, Job.class);
    /** Goes on from the step that failed. CONFLICT while it runs, or when it has succeeded. */
    public static final Address<Retry, Job> RETRY = Address.inDatabase("jobs.retry", Retry.class, Job.class);

    /** A job was made, has moved on or has ended; published by persistence after the fact. */
    public static final Topic<Changed> CHANGED = new Topic<>("jobs.changed", Changed.class);

    private Jobs() {}

    public enum Kind {
        /** Sets a server up over SSH. */
        PROVISION,
        /** Puts back over SSH what was there before. */
        DEPROVISION
    }

    public enum State {
        RUNNING,
        SUCCEEDED,
        FAILED,
        CANCELLED
    }

    public enum StepState {
        PENDING,
        RUNNING,
        SUCCEEDED,
        FAILED,
        CANCELLED
    }

    /**
     * @param detail what it does or has done, or why it failed and what to do; one line for people, may be empty
     * @param startedAt null: not yet
     * @param endedAt null: not yet
     */
    public record Step(String name, StepState state, String detail, Instant startedAt, Instant endedAt) {
        private static final int LONGEST = 1000;

        public Step {
            required("name", name);
            required("state", state);
            detail = detail == null ? "" : Printable.line(detail, LONGEST);
        }
    }

    /**
     * @param parameters what it is to do, as its kind has it; nothing secret
     * @param username who asked for it
     * @param cancelling whether somebody has asked to stop it
     * @param steps in their order; empty in lists
     * @param endedAt null while it runs
     */
    @Wire("jobs.job.v1")
    public record Job(String id, Kind kind, String serverId, String alias, State state, boolean cancelling,
            Map<String, String> parameters, String username, List<Step> steps, Instant createdAt, Instant endedAt) {
        public Job {
            parameters = Map.copyOf(parameters);
            steps = List.copyOf(steps);
        }
    }

    @Wire("jobs.job-list.v1")
    public record JobList(List<Job> jobs) {
        public JobList {
            jobs = List.copyOf(jobs);
        }
    }

    /**
     * @param sealed the credential that it needs, as a Fernet token; null: none
     * @param steps their names, in their order
     */
    @Wire("jobs.insert.v1")
    public record Insert(Actor actor, Kind kind, String serverRef, Map<String, String> parameters, Secret sealed,
            List<String> steps) {
        private static final int MOST_STEPS = 32;

        public Insert {
            required("actor", actor);
            required("kind", kind);
            required("server", serverRef);
            parameters = Map.copyOf(parameters);
            steps = some("steps", steps, MOST_STEPS);
        }
    }

    @Wire("jobs.find.v1")
    public record Find(String id) {
        public Find {
            required("id", id);
        }
    }

    /**
     * @param serverRef null: of all
     * @param limit cut to {@link #MAX}
     */
    @Wire("jobs.find-all.v1")
    public record FindAll(String serverRef, int limit) {
        public static final int MAX = 500;

        public FindAll {
            limit = Math.max(1, Math.min(limit, MAX));
        }
    }

    @Wire("jobs.find-running.v1")
    public record FindRunning() {}

    /** @param sealed as in {@link Insert} */
    public record RunnableJob(Job job, Secret sealed) {}

    @Wire("jobs.runnable-list.v1")
    public record RunnableList(List<RunnableJob> jobs) {
        public RunnableList {
            jobs = List.copyOf(jobs);
        }
    }

    /** @param number of the step, from 0 */
    @Wire("jobs.store-step.v1")
    public record StoreStep(String jobId, int number, Step step, Leases.Token token) implements Leases.Timed {
        public StoreStep {
            required("job", jobId);
            required("step", step);
            token = Leases.Token.orNone(token);
        }
    }

    /** @param state how it ended */
    @Wire("jobs.end.v1")
    public record End(String jobId, State state, Leases.Token token) implements Leases.Timed {
        public End {
            required("job", jobId);
            required("state", state);
            if (state == State.RUNNING) {
                throw Failure.invalid("state", "must be one that ends a job").exception();
            }
            token = Leases.Token.orNone(token);
        }
    }

    @Wire("jobs.cancel.v1")
    public record Cancel(Actor actor, String id) {
        public Cancel {
            required("actor", actor);
            required("id", id);
        }
    }

    /** @param sealed as in {@link Insert}: what the job had is forgotten */
    @Wire("jobs.retry.v1")
    public record Retry(Actor actor, String id, Secret sealed) {
        public Retry {
            required("actor", actor);
            required("id", id);
        }
    }

    @Wire("jobs.changed.v1")
    public record Changed(String jobId) {}
}
