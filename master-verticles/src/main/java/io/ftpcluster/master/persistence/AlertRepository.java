package io.ftpcluster.master.persistence;

import io.ftpcluster.bus.Done;
import io.ftpcluster.messages.Alerts.Alert;
import io.ftpcluster.messages.Alerts.AlertList;
import io.ftpcluster.messages.Alerts.Find;
import io.ftpcluster.messages.Alerts.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with servers, and was: kept for two years after it ended. */
final class AlertRepository {

    private static final Duration KEPT = Duration.ofDays(731);

    private final Database database;
    private final Clock clock;

    AlertRepository(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    Done store(Alert alert) {
        return database.append(sql -> {
            sql.change("INSERT INTO alerts (id, server_id, alias, kind, text, raised_at, ended_at) VALUES (?, ?, ?, ?,"
                    + " ?, ?, ?) ON CONFLICT (id) DO UPDATE SET text = excluded.text, ended_at = excluded.ended_at",
                    alert.id(), alert.serverId(), alert.alias(), alert.kind().name(), alert.text(), alert.raisedAt()
                            .toEpochMilli(),
                    alert.endedAt() == null ? null : alert.endedAt().toEpochMilli());
            return Done.DONE;
        });
    }

    AlertList list(Find request) {
        List<Object> values = new ArrayList<>();
        StringBuilder where = new StringBuilder();
        if (request.serverId() != null) {
            where.append(" WHERE server_id = ?");
            values.add(request.serverId());
        }
        if (request.raisedOnly()) {
            where.append(where.isEmpty() ? " WHERE" : " AND").append(" ended_at IS NULL");
        }
        values.add(request.limit());
        return new AlertList(database.read(sql -> sql.list(Columns.reader(AlertRepository::alert), "SELECT id,"
                + " server_id, alias, kind, text, raised_at, ended_at FROM alerts" + where + " ORDER BY raised_at DESC,"
                + " id DESC LIMIT ?", values.toArray())));
    }

    void removeOld() {
        long before = clock.instant().minus(KEPT).toEpochMilli();
        database.append(sql -> sql.change("DELETE FROM alerts WHERE ended_at < ?", before));
    }

    private static Alert alert(Columns row) {
        Long endedAt = row.getLong("ended_at");
        return new Alert(row.getString("id"), row.getString("server_id"), row.getString("alias"), Kind.valueOf(row
                .getString("kind")), row.getString("text"), Instant.ofEpochMilli(row.getLong("raised_at")),
                endedAt == null ? null : Instant.ofEpochMilli(endedAt));
    }
}
