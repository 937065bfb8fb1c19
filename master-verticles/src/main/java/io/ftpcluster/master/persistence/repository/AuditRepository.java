package io.ftpcluster.master.persistence.repository;

import io.ftpcluster.bus.RequestContext;
import io.ftpcluster.master.persistence.sql.Columns;
import io.ftpcluster.master.persistence.sql.Database;
import io.ftpcluster.master.persistence.sql.Ids;
import io.ftpcluster.master.persistence.sql.Sql;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Audit.Entry;
import io.ftpcluster.messages.Audit.Event;
import io.ftpcluster.messages.Audit.Events;
import io.ftpcluster.messages.Audit.Find;
import io.ftpcluster.messages.Audit.Stored;
import io.ftpcluster.messages.Audit;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The audit trail. Events are only ever added; old ones go by {@link #removeOld}, where that was asked for. */
public final class AuditRepository {

    private static final int MAX_NAME = 64;
    private static final int MAX_TEXT = 1024;
    private static final String INSERT = "INSERT INTO audit_events (id, occurred_at, user_id, username, remote_address,"
            + " action, target, detail, request_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private static final List<String> SEARCHED = List.of("username", "remote_address", "action", "target", "detail",
            "request_id");

    /** Removed in one transaction, so that others wait for milliseconds only. */
    public static final int STEP = 1000;
    private static final int MOST_STEPS = 50;

    private final Database database;
    private final Ids ids;
    private final Clock clock;
    private final Consumer<Stored> listener;

    /** Where nobody else is told. */
    public AuditRepository(Database database, Ids ids, Clock clock) {
        this(database, ids, clock, event -> {});
    }

    /** @param listener is told of each event that this node has stored, once it is on disk; doesn't wait and never fails */
    public AuditRepository(Database database, Ids ids, Clock clock, Consumer<Stored> listener) {
        this.listener = listener;
        this.database = database;
        this.ids = ids;
        this.clock = clock;
    }

    /** An entry as it came in, with the time of that, and the request that is current then. */
    public record Stamped(Entry entry, Instant at, String requestId) {

        public Stamped(Entry entry, Instant at) {
            this(entry, at, RequestContext.current().id());
        }
    }

    /** Adds to the transaction that makes the change. */
    void add(Sql sql, Actor actor, String action, String target, String detail) {
        addEach(sql, List.of(stored(new Stamped(new Entry(actor, action, target, detail), clock.instant()))));
    }

    /**
     * Adds to the transaction, unless it was added before.
     *
     * @param key the same for the same event
     */
    void addOnce(Sql sql, String key, Entry entry) {
        String id = UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8)).toString();
        Stored event = stored(id, new Stamped(entry, clock.instant()));
        if (sql.change(INSERT + " ON CONFLICT (id) DO NOTHING", values(event)) > 0) {
            sql.afterCommit(() -> listener.accept(event));
        }
    }

    private void addEach(Sql sql, List<Stored> events) {
        sql.changeEach(INSERT, events.stream().map(event -> Tuple.from(values(event))).toList());
        sql.afterCommit(() -> events.forEach(listener));
    }

    /** Adds all in one transaction. */
    public void addAll(List<Stamped> entries) {
        if (!entries.isEmpty()) {
            List<Stored> events = entries.stream().map(this::stored).toList();
            database.append(sql -> {
                addEach(sql, events);
                return null;
            });
        }
    }

    public Events find(Find request) {
        List<Object> values = new ArrayList<>();
        String where = where(request, values);
        values.add(request.limit() + 1);
        List<Placed> found = database.read(sql -> sql.list(Columns.reader(AuditRepository::placed),
                "SELECT id, occurred_at, username, remote_address, action, target, detail, request_id FROM audit_events"
                        + where + " ORDER BY occurred_at DESC, id DESC LIMIT ?",
                values.toArray()));
        List<Placed> shown = found.subList(0, Math.min(found.size(), request.limit()));
        return new Events(shown.stream().map(Placed::event).toList(),
                found.size() > shown.size() ? shown.getLast().place() : null);
    }

    private static String where(Find request, List<Object> values) {
        Audit.Filter filter = request.filter();
        List<String> all = new ArrayList<>();
        if (request.before() != null) {
            String[] place = request.before().split(":", -1);
            all.add("(occurred_at, id) < (?, ?)");
            values.addAll(List.of(Long.parseLong(place[0]), place[1]));
        }
        if (filter.text() != null) {
            all.add(SEARCHED.stream()
                    .map(column -> "LOWER(" + column + ") LIKE ? ESCAPE '!'")
                    .collect(Collectors.joining(" OR ", "(", ")")));
            String pattern = "%" + literal(filter.text().toLowerCase(Locale.ROOT)) + "%";
            values.addAll(Collections.nCopies(SEARCHED.size(), pattern));
        }
        if (filter.user() != null) {
            all.add("LOWER(username) = ?");
            values.add(filter.user().toLowerCase(Locale.ROOT));
        }
        if (filter.action() != null) {
            all.add("action LIKE ? ESCAPE '!'");
            values.add(literal(filter.action()) + "%");
        }
        if (filter.since() != null) {
            all.add("occurred_at >= ?");
            values.add(filter.since().toEpochMilli());
        }
        if (filter.until() != null) {
            all.add("occurred_at < ?");
            values.add(filter.until().toEpochMilli());
        }
        return all.isEmpty() ? "" : " WHERE " + String.join(" AND ", all);
    }

    /** As a part of a LIKE pattern. */
    private static String literal(String text) {
        return text.replaceAll("[!%_]", "!$0");
    }

    /**
     * Removes what is older than so many days, by whole days in UTC and so once a day; at most {@value #MOST_STEPS} steps, the
     * rest at the next call. The trail says in the same transaction that it was shortened. Returns how many went.
     */
    public int removeOld(Duration kept) {
        Instant before = clock.instant().minus(kept).truncatedTo(ChronoUnit.DAYS);
        int removed = 0;
        for (int step = 0; step < MOST_STEPS; step++) {
            int some = database.append(sql -> removeSome(sql, before));
            removed += some;
            if (some < STEP) {
                break;
            }
        }
        return removed;
    }

    private int removeSome(Sql sql, Instant before) {
        int some = sql.change("DELETE FROM audit_events WHERE id IN (SELECT id FROM audit_events WHERE occurred_at < ?"
                + " ORDER BY occurred_at, id LIMIT ?)", before.toEpochMilli(), STEP);
        if (some > 0) {
            add(sql, Actor.SYSTEM, "audit.expire", "before " + before, some + " events removed");
        }
        return some;
    }

    private Stored stored(Stamped stamped) {
        return stored(ids.next(), stamped);
    }

    private static Stored stored(String id, Stamped stamped) {
        Entry entry = stamped.entry();
        Actor actor = entry.actor();
        Actor known = new Actor(actor.userId(), cut(actor.username(), MAX_NAME), actor.role(),
                cut(actor.remoteAddress(), MAX_NAME), actor.method());
        return new Stored(id, stamped.at(), new Entry(known, cut(entry.action(), MAX_NAME),
                cut(entry.target(), MAX_TEXT), cut(entry.detail(), MAX_TEXT)), stamped.requestId());
    }

    private static Object[] values(Stored event) {
        Entry entry = event.entry();
        Actor actor = entry.actor();
        return new Object[]{event.id(), event.at().toEpochMilli(), actor.userId(), actor.username(),
                actor.remoteAddress(), entry.action(), entry.target(), entry.detail(), event.requestId()};
    }

    /** An event and where it stands among all. */
    private record Placed(String place, Event event) {}

    private static Placed placed(Columns row) {
        return new Placed(row.getLong("occurred_at") + ":" + row.getString("id"), event(row));
    }

    private static Event event(Columns row) {
        return new Event(Instant.ofEpochMilli(row.getLong("occurred_at")), row.getString("username"),
                row.getString("remote_address"), row.getString("action"), row.getString("target"),
                row.getString("detail"), row.getString("request_id"));
    }

    /** Names that strangers typed can have any length. */
    private static String cut(String text, int max) {
        return text.length() <= max ? text : text.substring(0, max);
    }
}
