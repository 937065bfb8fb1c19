package io.ftpcluster.messages;

import static io.ftpcluster.messages.Checks.required;
import static io.ftpcluster.messages.Checks.some;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.Topic;
import io.ftpcluster.bus.Wire;
import io.ftpcluster.text.Printable;
import java.time.Instant;
import java.util.List;

/**
 * Files and folders that the portal itself copies or moves, from one server to another or on one. A copy is a row of the
 * database, and outlives the page that began it and the node that does it: whoever holds the lease for copies goes on.
 */
public final class Copies {

    /** Answered by copies, which looks at places and rights and asks for {@link #INSERT}. FORBIDDEN names the right that is missing. */
    public static final Address<Create, Copy> CREATE = Address.onThisNode("copies.create", Create.class, Copy.class);
    /** Answered by persistence, like all below. THROTTLED when the user has too many that haven't ended. */
    public static final Address<Create, Copy> INSERT = Address.inDatabase("copies.insert", Create.class, Copy.class);
    public static final Address<Find, Copy> FIND = Address.inDatabase("copies.find", Find.class, Copy.class);
    /** The newest first. */
    public static final Address<FindAll, CopyList> LIST = Address.inDatabase("copies.list", FindAll.class,
            CopyList.class);
    /** What is to be done, the oldest first. */
    public static final Address<FindUnfinished, CopyList> UNFINISHED = Address.inDatabase("copies.unfinished",
            FindUnfinished.class, CopyList.class);
    /** How far it is. SUPERSEDED when another node has taken over, CONFLICT when it has ended, NOT_FOUND when it is gone. */
    public static final Address<Store, Done> STORE = Address.inDatabase("copies.store", Store.class, Done.class);
    public static final Address<End, Done> END = Address.inDatabase("copies.end", End.class, Done.class);
    /** Asks whoever does it to stop; one that has ended already is left as it is. */
    public static final Address<Cancel, Copy> CANCEL = Address.inDatabase("copies.cancel", Cancel.class, Copy.class);

    /** One was made, is to be cancelled or has ended; published by persistence after the fact. */
    public static final Topic<Changed> CHANGED = new Topic<>("copies.changed", Changed.class);

    private Copies() {}

    public enum Operation {
        COPY,
        /** What was copied whole is then deleted at its source. */
        MOVE
    }

    /** What to do with a file where there is one of its name. Folders are merged. */
    public enum Conflict {
        SKIP,
        REPLACE,
        /** Keeps both: the new one gets a number. */
        RENAME
    }

    public enum State {
        WAITING,
        RUNNING,
        CANCELLING,
        SUCCEEDED,
        /** Some of it, or all, could not be done. */
        FAILED,
        CANCELLED;

        public boolean isOver() {
            return this == SUCCEEDED || this == FAILED || this == CANCELLED;
        }
    }

    /** @param folder whether its path ended in a slash, as only a folder's does */
    public record Source(Files.Location location, boolean folder) {
        public Source {
            required("source", location);
        }
    }

    /**
     * A file of the walk, which goes through the sources in their order and through each folder by name.
     *
     * @param source which of them, from 0
     * @param path the names below that source; empty: the source itself
     */
    public record Position(int source, List<String> path) {
        public Position {
            path = List.copyOf(path);
        }
    }

    /**
     * A file that may stand under its name at the destination, though it isn't said to be done. Whoever takes over finds out.
     *
     * @param size bytes of the source
     * @param inPlace whether it is written straight under its name
     * @param whole whether all bytes had been sent when this was stored
     */
    public record Pending(Position at, RemotePath target, long size, boolean inPlace, boolean whole) {
        public Pending {
            required("at", at);
            required("target", target);
        }
    }

    /**
     * @param filesDone copied or moved, without those that were skipped
     * @param filesTotal -1: not counted yet
     * @param bytesDone of those done or skipped
     * @param bytesTotal -1: not counted yet
     * @param bytesOfCurrent of the one under way, so far
     * @param current of the source, or null
     * @param finished up to where all is done; null: nothing is
     * @param pending null: none
     */
    public record Progress(long filesDone, long filesSkipped, long filesFailed, long filesTotal, long bytesDone,
            long bytesTotal, long bytesOfCurrent, RemotePath current, Position finished, Pending pending) {

        public static final Progress NONE = new Progress(0, 0, 0, -1, 0, -1, 0, null, null, null);
    }

    /**
     * @param remoteAddress whence it was asked for
     * @param detail how it ended, or why it waits; one line for people, may be empty
     * @param errors one line each; the first ones when there are many; empty in lists
     * @param startedAt null: not yet
     * @param endedAt null: not yet
     * @param node the name of the one that does it or did it last; empty: none yet
     */
    @Wire("copies.copy.v1")
    public record Copy(String id, String userId, String username, String remoteAddress, Operation operation,
            Conflict conflict, List<Source> sources, Files.Location destination, State state, Progress progress,
            String detail, List<String> errors, Instant createdAt, Instant startedAt, Instant endedAt, String node) {
        public Copy {
            sources = List.copyOf(sources);
            errors = List.copyOf(errors);
        }
    }

    @Wire("copies.copy-list.v1")
    public record CopyList(List<Copy> copies) {
        public CopyList {
            copies = List.copyOf(copies);
        }
    }

    /** @param destination the folder into which all of them go */
    @Wire("copies.create.v1")
    public record Create(Actor actor, Operation operation, Conflict conflict, List<Source> sources,
            Files.Location destination) {
        public static final int MOST_SOURCES = 100;

        public Create {
            required("actor", actor);
            required("operation", operation);
            required("conflict", conflict);
            required("destination", destination);
            required("source", sources);
            sources = some("source", sources, MOST_SOURCES);
        }
    }

    /** @param userId whose, or null for anybody's; NOT_FOUND for that of somebody else */
    @Wire("copies.find.v1")
    public record Find(String id, String userId) {
        public Find {
            required("id", id);
        }
    }

    /**
     * @param userId whose, or null for everyone's
     * @param limit cut to {@link #MAX}
     */
    @Wire("copies.find-all.v1")
    public record FindAll(String userId, int limit) {
        public static final int MAX = 500;

        public FindAll {
            limit = Math.max(1, Math.min(limit, MAX));
        }
    }

    @Wire("copies.find-unfinished.v1")
    public record FindUnfinished() {}

    /**
     * @param errors all of them so far; null: as before
     * @param node which does it
     */
    @Wire("copies.store.v1")
    public record Store(String id, Progress progress, List<String> errors, String node,
            Leases.Token token) implements Leases.Timed {
        public static final int MOST_ERRORS = 100;
        private static final int LONGEST_ERROR = 600;

        public Store {
            required("id", id);
            required("progress", progress);
            errors = errors == null
                    ? null
                    : errors.stream().limit(MOST_ERRORS).map(line -> Printable.line(line, LONGEST_ERROR)).toList();
            token = Leases.Token.orNone(token);
        }
    }

    @Wire("copies.end.v1")
    public record End(String id, State state, String detail, Leases.Token token) implements Leases.Timed {
        private static final int LONGEST_DETAIL = 1000;

        public End {
            required("id", id);
            required("state", state);
            if (!state.isOver()) {
                throw Failure.invalid("state", "must be one that ends a copy").exception();
            }
            detail = detail == null ? "" : Printable.line(detail, LONGEST_DETAIL);
            token = Leases.Token.orNone(token);
        }
    }

    /** @param userId as in {@link Find} */
    @Wire("copies.cancel.v1")
    public record Cancel(Actor actor, String id, String userId) {
        public Cancel {
            required("actor", actor);
            required("id", id);
        }
    }

    @Wire("copies.changed.v1")
    public record Changed(String id) {}
}
