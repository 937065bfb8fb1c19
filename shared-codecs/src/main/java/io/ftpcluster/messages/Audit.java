package io.ftpcluster.messages;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.Wire;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The audit trail: who did what, when, from where. Changes to users, servers, permissions and sessions are recorded by
 * persistence in the transaction that makes them; what changes no row (a refused login, a download) is sent here.
 */
public final class Audit {

    public static final Address<Entry, Done> RECORD = Address.inDatabase("audit.record", Entry.class, Done.class);
    /** Newest first. */
    public static final Address<Find, Events> LIST = Address.inDatabase("audit.list", Find.class, Events.class);

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

    /** @param next where older ones go on, to be given as {@code before}; null when these are all */
    @Wire("audit.events.v3")
    public record Events(List<Event> events, String next) {
        public Events {
            events = List.copyOf(events);
        }
    }

    /**
     * Which events; null fits all.
     *
     * @param text that one of their texts has, upper or lower case of ASCII alike
     * @param user whose they are: the whole name
     * @param action what they begin with: {@code session} or {@code session.refused}
     * @param since the earliest moment
     * @param until the first moment that is too late
     */
    @Wire("audit.filter.v1")
    public record Filter(String text, String user, String action, Instant since, Instant until) {

        public static final Filter ALL = new Filter(null, null, null, null, null);
    }

    /** @param before what {@link Events#next} said; null: the newest */
    @Wire("audit.find.v1")
    public record Find(Filter filter, String before, int limit) {

        public static final int MAX = 1000;
        private static final Pattern PLACE = Pattern.compile("-?[0-9]{1,18}:[0-9a-f-]{36}");

        public Find {
            limit = Math.max(1, Math.min(limit, MAX));
            if (before != null && !PLACE.matcher(before).matches()) {
                throw Failure.invalid("before", "must be what next said").exception();
            }
        }

        /** Of all. */
        public static Find latest(int limit) {
            return new Find(Filter.ALL, null, limit);
        }
    }
}
