package io.ftpcluster.master.persistence.repository;

import io.ftpcluster.bus.Done;
import io.ftpcluster.master.persistence.sql.Columns;
import io.ftpcluster.master.persistence.sql.Database;
import io.ftpcluster.messages.Alerts.Alert;
import io.ftpcluster.messages.Alerts.AlertList;
import io.ftpcluster.messages.Alerts.Find;
import io.ftpcluster.messages.Alerts.Kind;
import io.ftpcluster.messages.Alerts.Store;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What is wrong with servers, and was: kept for two years after it ended. */
public final class AlertRepository {

    private static final Duration KEPT = Duration.ofDays(731);

    // One that has ended stays so, whatever comes late.
    private static final String PUT = "INSERT INTO alerts (id, server_id, alias, kind, text, raised_at, ended_at)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET text = excluded.text,"
            + " ended_at = COALESCE(excluded.ended_at, alerts.ended_at)";

    private final Database database;
    private final AlertNewsRepository news;
    private final Clock clock;

    public AlertRepository(Database database, AlertNewsRepository news, Clock clock) {
        this.database = database;
        this.news = news;
        this.clock = clock;
    }

    public Done store(Store request) {
        if (request.alerts().isEmpty()) {
            return Done.DONE;
        }
        return database.append(sql -> {
            request.tell().forEach(receiver -> news.add(sql, receiver, request.alerts()));
            sql.changeEach(PUT,
                    request.alerts()
                            .stream()
                            .map(alert -> Tuple.from(Arrays.asList(alert.id(), alert.serverId(), alert.alias(),
                                    alert.kind().name(), alert.text(), alert.raisedAt().toEpochMilli(),
                                    alert.endedAt() == null ? null : alert.endedAt().toEpochMilli())))
                            .toList());
            return Done.DONE;
        });
    }

    public AlertList list(Find request) {
        List<Object> values = new ArrayList<>();
        StringBuilder where = new StringBuilder();
        if (request.serverId() != null) {
            where.append(" WHERE a.server_id = ?");
            values.add(request.serverId());
        }
        if (request.raisedOnly()) {
            where.append(where.isEmpty() ? " WHERE" : " AND").append(" a.ended_at IS NULL");
        }
        values.add(request.limit());
        Set<String> gone = new HashSet<>();
        return new AlertList(database.read(sql -> sql.list(Columns.reader(row -> {
            if (row.getString("known") == null) {
                gone.add(row.getString("server_id"));
            }
            return alert(row);
        }), "SELECT a.id, a.server_id, a.alias, a.kind, a.text, a.raised_at, a.ended_at, s.id AS known FROM alerts a"
                + " LEFT JOIN servers s ON s.id = a.server_id" + where
                + " ORDER BY a.raised_at DESC, a.id DESC LIMIT ?", values.toArray())), gone);
    }

    public void removeOld() {
        long before = clock.instant().minus(KEPT).toEpochMilli();
        database.append(sql -> sql.change("DELETE FROM alerts WHERE ended_at < ?", before));
    }

    static Alert alert(Columns row) {
        Long endedAt = row.getLong("ended_at");
        return new Alert(row.getString("id"), row.getString("server_id"), row.getString("alias"),
                Kind.valueOf(row.getString("kind")), row.getString("text"),
                Instant.ofEpochMilli(row.getLong("raised_at")), endedAt == null ? null : Instant.ofEpochMilli(endedAt));
    }
}
