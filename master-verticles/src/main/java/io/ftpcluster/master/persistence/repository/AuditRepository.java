package io.ftpcluster.master.persistence.repository;

import io.ftpcluster.master.persistence.sql.Columns;
import io.ftpcluster.master.persistence.sql.Database;
import io.ftpcluster.master.persistence.sql.Ids;
import io.ftpcluster.master.persistence.sql.Sql;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Audit.Entry;
import io.ftpcluster.messages.Audit.Event;
import io.ftpcluster.messages.Audit.Events;
import io.ftpcluster.messages.Audit.FindLatest;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/** The audit trail. Events are only ever added; old ones go by {@link #removeOld}, where that was asked for. */
public final class AuditRepository {

    private static final int MAX_NAME = 64;
    private static final int MAX_TEXT = 1024;
    private static final String INSERT = "INSERT INTO audit_events (id, occurred_at, user_id, username, remote_address,"
            + " action, target, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

    /** Removed in one transaction, so that others wait for milliseconds only. */
    public static final int STEP = 1000;
    private static final int MOST_STEPS = 50;

    private final Database database;
    private final Ids ids;
    private final Clock clock;

    public AuditRepository(Database database, Ids ids, Clock clock) {
        this.database = database;
        this.ids = ids;
        this.clock = clock;
    }

    /** An entry as it came in, with the time of that. */
    public record Stamped(Entry entry, Instant at) {}

    /** Adds to the transaction that makes the change. */
    void add(Sql sql, Actor actor, String action, String target, String detail) {
        sql.changeEach(INSERT, List.of(tuple(new Stamped(new Entry(actor, action, target, detail), clock.instant()))));
    }

    /**
     * Adds to the transaction, unless it was added before.
     *
     * @param key the same for the same event
     */
    void addOnce(Sql sql, String key, Entry entry) {
        String id = UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8)).toString();
        sql.changeEach(INSERT + " ON CONFLICT (id) DO NOTHING",
                List.of(tuple(id, new Stamped(entry, clock.instant()))));
    }

    /** Adds all in one transaction. */
    public void addAll(List<Stamped> entries) {
        if (!entries.isEmpty()) {
            List<Tuple> rows = entries.stream().map(this::tuple).toList();
            database.append(sql -> {
                sql.changeEach(INSERT, rows);
                return null;
            });
        }
    }

    public Events latest(FindLatest request) {
        return new Events(database.read(sql -> sql.list(Columns.reader(AuditRepository::event),
                "SELECT occurred_at, username, remote_address, action, target, detail FROM audit_events"
                        + " ORDER BY occurred_at DESC, id DESC LIMIT ?",
                request.limit())));
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

    private Tuple tuple(Stamped stamped) {
        return tuple(ids.next(), stamped);
    }

    private static Tuple tuple(String id, Stamped stamped) {
        Entry entry = stamped.entry();
        Actor actor = entry.actor();
        return Tuple.of(id, stamped.at().toEpochMilli(), actor.userId(), cut(actor.username(), MAX_NAME),
                cut(actor.remoteAddress(), MAX_NAME), cut(entry.action(), MAX_NAME), cut(entry.target(), MAX_TEXT),
                cut(entry.detail(), MAX_TEXT));
    }

    private static Event event(Columns row) {
        return new Event(Instant.ofEpochMilli(row.getLong("occurred_at")), row.getString("username"),
                row.getString("remote_address"), row.getString("action"), row.getString("target"),
                row.getString("detail"));
    }

    /** Names that strangers typed can have any length. */
    private static String cut(String text, int max) {
        return text.length() <= max ? text : text.substring(0, max);
    }
}
