package io.ftpcluster.messages;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Wire;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * The audit trail: who did what, when, from where. Changes to users, servers, permissions and sessions are recorded by
 * persistence in the transaction that makes them; what changes no row (a refused login, a download) is sent here.
 */
public final class Audit {

    public static final Address<Entry, Done> RECORD = Address.inDatabase("audit.record", Entry.class, Done.class);
    /** Newest first. */
    public static final Address<FindLatest, Events> LIST = Address.inDatabase("audit.list", FindLatest.class,
            Events.class);

    private Audit() {}

    /**
     * @param action what, as {@code noun.verb}: {@code session.refused}, {@code file.download}
     * @param target on what: a name, never a secret; here and in {@code detail} U+FFFD stands for what isn't text
     */
    @Wire("audit.entry.v2")
    public record Entry(Actor actor, String action, String target, String detail) {
        public Entry {
            Objects.requireNonNull(actor);
            Objects.requireNonNull(action);
            target = RawNames.shown(Objects.requireNonNullElse(target, ""));
            detail = RawNames.shown(Objects.requireNonNullElse(detail, ""));
        }
    }

    /**
     * One that the database has.
     *
     * @param requestId of the request that led to it, or empty
     */
    public record Stored(String id, Instant at, Entry entry, String requestId) {}

    /** @param requestId as in {@link Stored} */
    @Wire("audit.event.v2")
    public record Event(Instant at, String username, String remoteAddress, String action, String target, String detail,
            String requestId) {}

    @Wire("audit.events.v2")
    public record Events(List<Event> events) {
        public Events {
            events = List.copyOf(events);
        }
    }

    @Wire("audit.find-latest.v1")
    public record FindLatest(int limit) {
        public static final int MAX = 1000;

        public FindLatest {
            limit = Math.max(1, Math.min(limit, MAX));
        }
    }
}
