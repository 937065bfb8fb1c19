package io.ftpcluster.messages;

import static io.ftpcluster.messages.Checks.required;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.Topic;
import io.ftpcluster.bus.Wire;
import io.ftpcluster.text.Printable;
import java.time.Instant;
import java.util.List;

/**
 * How a version of the agent comes to the servers: one first, then a tenth of them, then all. A rollout is rows of the database,
 * and whoever holds the lease for updates goes on with it.
 */
public final class Rollouts {

    /** CONFLICT while another one runs; NOT_FOUND for a server that isn't there. Answered by persistence. */
    public static final Address<Insert, Rollout> INSERT = Address.inDatabase("rollouts.insert", Insert.class,
            Rollout.class);
    /** With its servers. */
    public static final Address<Find, Rollout> FIND = Address.inDatabase("rollouts.find", Find.class, Rollout.class);
    /** The newest first, without their servers. */
    public static final Address<FindAll, RolloutList> LIST = Address.inDatabase("rollouts.list", FindAll.class,
            RolloutList.class);
    /** How far one is. SUPERSEDED when another node has taken over, CONFLICT when it was cancelled. */
    public static final Address<Store, Rollout> STORE = Address.inDatabase("rollouts.store", Store.class,
            Rollout.class);
    /** No further server begins; those that have begun come to their end by themselves. One that has ended stays as it is. */
    public static final Address<Cancel, Rollout> CANCEL = Address.inDatabase("rollouts.cancel", Cancel.class,
            Rollout.class);
    /** The servers whose last update failed. */
    public static final Address<FindFailures, FailureList> FAILURES = Address.inDatabase("rollouts.failures",
            FindFailures.class, FailureList.class);
    /**
     * Begins one with the agent that this node has. NOT_FOUND when it has none. Answered by whoever updates agents, on the same
     * node.
     */
    public static final Address<Start, Rollout> START = Address.onThisNode("rollouts.start", Start.class,
            Rollout.class);
    /** The agent's archive with this SHA-256; NOT_FOUND when this node has another one. Answered likewise. */
    public static final Address<FindArchive, Provisioning.Archive> FIND_ARCHIVE = Address
            .onThisNode("rollouts.find-archive", FindArchive.class, Provisioning.Archive.class);

    /** One was begun, has moved on or has ended; published by persistence after the fact. */
    public static final Topic<Changed> CHANGED = new Topic<>("rollouts.changed", Changed.class);

    /** Rings are 1, 2 and 3: one server, a tenth, all. */
    public static final int LAST_RING = 3;

    private Rollouts() {}

    public enum State {
        RUNNING,
        SUCCEEDED,
        /** Stopped, as too many servers failed: nothing more is updated until somebody begins another one. */
        FAILED,
        CANCELLED
    }

    /** How one server stands. */
    public enum MemberState {
        /** It was chosen, and its turn hasn't come. */
        PENDING,
        /** Its agent was asked. */
        UPDATING,
        /** The new agent is in its place, and has not said hello yet. */
        INSTALLED,
        UPDATED,
        FAILED,
        /** It was chosen, but was not linked, or had the version already. */
        SKIPPED
    }

    /**
     * @param fromVersion of the agent before
     * @param ring in which its turn came; 0 before
     * @param detail why it failed or was skipped; one line for people, may be empty
     * @param startedAt when it was asked first; null: not yet
     * @param changedAt when it came into this state
     */
    public record Member(String serverId, String alias, MemberState state, int ring, String fromVersion, String detail,
            Instant startedAt, Instant changedAt) {
        private static final int LONGEST = 500;
        private static final int LONGEST_VERSION = 64;

        public Member {
            required("server", serverId);
            required("state", state);
            required("changedAt", changedAt);
            fromVersion = fromVersion == null ? "" : Printable.line(fromVersion, LONGEST_VERSION);
            detail = detail == null ? "" : Printable.line(detail, LONGEST);
        }

        public boolean isUnderWay() {
            return state == MemberState.UPDATING || state == MemberState.INSTALLED;
        }
    }

    /** How many servers are in which state. */
    public record Counts(int pending, int underWay, int updated, int failed, int skipped) {}

    /**
     * @param sha256 of the archive
     * @param size of the archive in bytes
     * @param force also where this version failed before, or isn't newer
     * @param chosen only servers that were named when it began; else all that have an older agent
     * @param detail why it has ended; may be empty
     * @param username who began it
     * @param endedAt null while it runs
     * @param members empty in lists
     */
    @Wire("rollouts.rollout.v1")
    public record Rollout(String id, String version, String sha256, long size, State state, int ring, boolean force,
            boolean chosen, String detail, String username, Instant createdAt, Instant endedAt, Counts counts,
            List<Member> members) {
        public Rollout {
            members = members == null ? List.of() : List.copyOf(members);
        }
    }

    @Wire("rollouts.rollout-list.v1")
    public record RolloutList(List<Rollout> rollouts) {
        public RolloutList {
            rollouts = List.copyOf(rollouts);
        }
    }

    /** @param serverRefs empty: all that have an older agent */
    @Wire("rollouts.insert.v1")
    public record Insert(Actor actor, String version, String sha256, long size, boolean force,
            List<String> serverRefs) {
        public static final int MOST_SERVERS = 1000;

        public Insert {
            required("actor", actor);
            required("version", version);
            required("sha256", sha256);
            serverRefs = serverRefs == null ? List.of() : List.copyOf(serverRefs);
            if (serverRefs.size() > MOST_SERVERS) {
                throw Failure.invalid("servers", "must be at most " + MOST_SERVERS).exception();
            }
            if (force && serverRefs.isEmpty()) {
                throw Failure.invalid("servers", "must be named where the update is to be forced").exception();
            }
        }
    }

    @Wire("rollouts.find.v1")
    public record Find(String id) {
        public Find {
            required("id", id);
        }
    }

    /** @param limit cut to {@link #MAX} */
    @Wire("rollouts.find-all.v1")
    public record FindAll(int limit) {
        public static final int MAX = 100;

        public FindAll {
            limit = Math.max(1, Math.min(limit, MAX));
        }
    }

    /**
     * @param state may be one that ends it, and {@link State#RUNNING} for one that had succeeded
     * @param members those that have changed; others stay
     */
    @Wire("rollouts.store.v1")
    public record Store(String id, State state, int ring, String detail, List<Member> members,
            Leases.Token token) implements Leases.Timed {
        private static final int LONGEST = 500;

        public Store {
            required("id", id);
            required("state", state);
            detail = detail == null ? "" : Printable.line(detail, LONGEST);
            members = List.copyOf(members);
            token = Leases.Token.orNone(token);
        }
    }

    @Wire("rollouts.cancel.v1")
    public record Cancel(Actor actor, String id) {
        public Cancel {
            required("actor", actor);
            required("id", id);
        }
    }

    @Wire("rollouts.find-failures.v1")
    public record FindFailures() {}

    /**
     * @param version that failed
     * @param stopped whether the rollout was stopped by such failures
     */
    public record UpdateFailure(String serverId, String version, String reason, boolean stopped) {}

    @Wire("rollouts.failure-list.v1")
    public record FailureList(List<UpdateFailure> failures) {
        public FailureList {
            failures = List.copyOf(failures);
        }
    }

    /** @param serverRefs as in {@link Insert} */
    @Wire("rollouts.start.v1")
    public record Start(Actor actor, List<String> serverRefs, boolean force) {
        public Start {
            required("actor", actor);
            serverRefs = serverRefs == null ? List.of() : List.copyOf(serverRefs);
        }
    }

    @Wire("rollouts.find-archive.v1")
    public record FindArchive(String sha256) {
        public FindArchive {
            required("sha256", sha256);
        }
    }

    @Wire("rollouts.changed.v1")
    public record Changed(String id) {}
}
