package io.ftpcluster.master.persistence;

import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Audit.Entry;
import io.ftpcluster.messages.Audit.Event;
import io.ftpcluster.messages.Audit.Events;
import io.ftpcluster.messages.Audit.FindLatest;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** The audit trail. Events are only ever added, and kept for good. */
final class AuditRepository {

    private static final int MAX_NAME = 64;
    private static final int MAX_TEXT = 1024;
    private static final String INSERT = "INSERT INTO audit_events (id, occurred_at, user_id, username, remote_address,"
            + " action, target, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

    private final Database database;
    private final Ids ids;
    private final Clock clock;

    AuditRepository(Database database, Ids ids, Clock clock) {
        this.database = database;
        this.ids = ids;
        this.clock = clock;
    }

    /** An entry as it came in, with the time of that. */
    record Stamped(Entry entry, Instant at) {}

    /** Adds to the transaction that makes the change. */
    void add(Sql sql, Actor actor, String action, String target, String detail) {
        sql.changeEach(INSERT, List.of(tuple(new Stamped(new Entry(actor, action, target, detail), clock.instant()))));
    }

    /** Adds all in one transaction. */
    void addAll(List<Stamped> entries) {
        if (!entries.isEmpty()) {
            List<Tuple> rows = entries.stream().map(this::tuple).toList();
            database.append(sql -> {
                sql.changeEach(INSERT, rows);
                return null;
            });
        }
    }

    Events latest(FindLatest request) {
        return new Events(database.read(sql -> sql.list(Columns.reader(AuditRepository::event),
                "SELECT occurred_at, username, remote_address, action, target, detail FROM audit_events"
                        + " ORDER BY occurred_at DESC, id DESC LIMIT ?",
                request.limit())));
    }

    private Tuple tuple(Stamped stamped) {
        Entry entry = stamped.entry();
        Actor actor = entry.actor();
        return Tuple.of(ids.next(), stamped.at().toEpochMilli(), actor.userId(), cut(actor.username(), MAX_NAME), cut(
                actor.remoteAddress(), MAX_NAME), cut(entry.action(), MAX_NAME), cut(entry.target(), MAX_TEXT),
                cut(
                        entry.detail(), MAX_TEXT));
    }

    private static Event event(Columns row) {
        return new Event(Instant.ofEpochMilli(row.getLong("occurred_at")), row.getString("username"), row.getString(
                "remote_address"), row.getString("action"), row.getString("target"), row.getString("detail"));
    }

    /** Names that strangers typed can have any length. */
    private static String cut(String text, int max) {
        return text.length() <= max ? text : text.substring(0, max);
    }
}
