package io.ftpcluster.master.persistence.repository;

import io.ftpcluster.bus.Done;
import io.ftpcluster.master.persistence.sql.Columns;
import io.ftpcluster.master.persistence.sql.Database;
import io.ftpcluster.master.persistence.sql.Ids;
import io.ftpcluster.master.persistence.sql.Sql;
import io.ftpcluster.messages.Alerts.Alert;
import io.ftpcluster.messages.Alerts.FindUntold;
import io.ftpcluster.messages.Alerts.Receiver;
import io.ftpcluster.messages.Alerts.Told;
import io.ftpcluster.messages.Alerts.Untold;
import io.ftpcluster.messages.Alerts;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** What receivers of alerts weren't told yet. What is told, or given up, is no longer there. */
public final class AlertNewsRepository {

    private static final String RAISED = "RAISED";
    private static final String ENDED = "ENDED";
    // The casts are for PostgreSQL to know what the statement means.
    private static final String ADD = "INSERT INTO alert_news (receiver, alert_id, event, happened_at) SELECT CAST(? AS"
            + " VARCHAR(16)), CAST(? AS VARCHAR(36)), CAST(? AS VARCHAR(16)), CAST(? AS BIGINT) WHERE NOT EXISTS (SELECT 1"
            + " FROM alerts WHERE id = ?";
    private static final String ADD_RAISED = ADD + ") ON CONFLICT DO NOTHING";
    private static final String ADD_ENDED = ADD + " AND ended_at IS NOT NULL) ON CONFLICT DO NOTHING";
    /** Of what happened at one time, what was raised comes before it ends. */
    private static final String OLDEST_FIRST = " ORDER BY happened_at, alert_id, event DESC";

    private final Database database;
    private final Ids ids;
    private final Clock clock;

    public AlertNewsRepository(Database database, Ids ids, Clock clock) {
        this.database = database;
        this.ids = ids;
        this.clock = clock;
    }

    /** What these say that the stored ones don't, before they are stored; in the transaction that does so. */
    void add(Sql sql, Receiver receiver, List<Alert> alerts) {
        sql.changeEach(ADD_RAISED,
                alerts.stream()
                        .map(alert -> Tuple.of(receiver.name(), alert.id(), RAISED, alert.raisedAt().toEpochMilli(),
                                alert.id()))
                        .toList());
        List<Tuple> ended = alerts.stream()
                .filter(alert -> alert.endedAt() != null)
                .map(alert -> Tuple.of(receiver.name(), alert.id(), ENDED, alert.endedAt().toEpochMilli(), alert.id()))
                .toList();
        if (!ended.isEmpty()) {
            sql.changeEach(ADD_ENDED, ended);
        }
    }

    public Untold untold(FindUntold request) {
        String receiver = request.receiver().name();
        return database.append(sql -> {
            int old = sql.change("DELETE FROM alert_news WHERE receiver = ? AND happened_at < ?", receiver, tellable());
            int all = sql
                    .first(row -> row.getInteger("waiting"),
                            "SELECT COUNT(*) AS waiting FROM alert_news WHERE receiver = ?", receiver)
                    .orElseThrow();
            int waiting = Math.min(all, Alerts.MOST_UNTOLD);
            if (all > waiting) {
                sql.change(
                        "DELETE FROM alert_news WHERE receiver = ? AND (alert_id, event) IN (SELECT alert_id, event"
                                + " FROM alert_news WHERE receiver = ?" + OLDEST_FIRST + " LIMIT ?)",
                        receiver, receiver, all - waiting);
            }
            Optional<String> parcel = open(sql, receiver);
            if (parcel.isEmpty() && waiting > 0) {
                parcel = Optional.of(pack(sql, receiver, request.limit()));
            }
            return new Untold(parcel.orElse(null), parcel.map(id -> content(sql, receiver, id)).orElse(List.of()),
                    waiting, old + all - waiting);
        });
    }

    private long tellable() {
        return clock.instant().minus(Alerts.TELLABLE).toEpochMilli();
    }

    /** The oldest that was begun to be told. */
    private static Optional<String> open(Sql sql, String receiver) {
        return sql.first(row -> row.getString("parcel"), "SELECT parcel FROM alert_news WHERE receiver = ? AND parcel"
                + " IS NOT NULL" + OLDEST_FIRST + " LIMIT 1", receiver);
    }

    private String pack(Sql sql, String receiver, int limit) {
        String parcel = ids.next();
        List<Tuple> oldest = sql.list(
                row -> Tuple.of(parcel, receiver, row.getString("alert_id"), row.getString("event")),
                "SELECT alert_id, event FROM alert_news WHERE receiver = ?" + OLDEST_FIRST + " LIMIT ?", receiver,
                limit);
        sql.changeEach("UPDATE alert_news SET parcel = ? WHERE receiver = ? AND alert_id = ? AND event = ?", oldest);
        return parcel;
    }

    private static List<Alert> content(Sql sql, String receiver, String parcel) {
        return sql.list(Columns.reader(AlertRepository::alert),
                "SELECT a.id, a.server_id, a.alias, a.kind, a.text," + " a.raised_at, CASE WHEN n.event = '" + ENDED
                        + "' THEN a.ended_at END AS ended_at FROM alert_news n"
                        + " JOIN alerts a ON a.id = n.alert_id WHERE n.receiver = ? AND n.parcel = ?" + OLDEST_FIRST,
                receiver, parcel);
    }

    public Done told(Told request) {
        return database.append(sql -> {
            sql.change("DELETE FROM alert_news WHERE receiver = ? AND parcel = ?", request.receiver().name(),
                    request.parcel());
            return Done.DONE;
        });
    }

    /** Also of receivers that nobody has any more. */
    public void removeOld() {
        database.append(sql -> sql.change("DELETE FROM alert_news WHERE happened_at < ?", tellable()));
    }
}
