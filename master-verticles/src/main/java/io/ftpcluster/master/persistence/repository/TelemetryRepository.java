package io.ftpcluster.master.persistence.repository;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.WireFormat;
import io.ftpcluster.frames.Sample;
import io.ftpcluster.master.persistence.sql.Columns;
import io.ftpcluster.master.persistence.sql.Database;
import io.ftpcluster.messages.Telemetry.Chunk;
import io.ftpcluster.messages.Telemetry.Chunks;
import io.ftpcluster.messages.Telemetry.FindChunks;
import io.ftpcluster.messages.Telemetry.FindEach;
import io.ftpcluster.messages.Telemetry.FindSeen;
import io.ftpcluster.messages.Telemetry.HostInfo;
import io.ftpcluster.messages.Telemetry.Resolution;
import io.ftpcluster.messages.Telemetry.Seen;
import io.ftpcluster.messages.Telemetry.SeenList;
import io.ftpcluster.messages.Telemetry.StoreChunks;
import io.ftpcluster.messages.Telemetry.StoreSeen;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What servers measured. What comes of a server that was deleted meanwhile is left out without a word. */
public final class TelemetryRepository {

    /** Rows that one transaction removes, so that others needn't wait. */
    static final int STEP = 200;
    // The casts and the condition are for PostgreSQL and SQLite, in this order, to know what the statement means.
    private static final String PUT_CHUNK = "INSERT INTO telemetry_chunks (server_id, resolution, start_at, points)"
            + " SELECT s.id, CAST(? AS VARCHAR(16)), CAST(? AS BIGINT), CAST(? AS TEXT) FROM servers s WHERE s.id = ?"
            + " ON CONFLICT (server_id, resolution, start_at) DO UPDATE SET points = excluded.points";
    private static final String PUT_SEEN = "INSERT INTO server_seen (server_id, last_seen, facts, latest)"
            + " SELECT s.id, CAST(? AS BIGINT), CAST(? AS TEXT), CAST(? AS TEXT) FROM servers s WHERE s.id = ?"
            + " ON CONFLICT (server_id) DO UPDATE SET last_seen = excluded.last_seen, facts = excluded.facts,"
            + " latest = excluded.latest";

    private final Database database;
    private final Clock clock;
    private final ObjectMapper mapper = WireFormat.mapper();

    public TelemetryRepository(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    public Done store(StoreChunks request) {
        append(PUT_CHUNK, request.chunks()
                .stream()
                .map(chunk -> Tuple.of(chunk.resolution().name(), chunk.start(), chunk.points(), chunk.serverId()))
                .toList());
        return Done.DONE;
    }

    public Chunks load(FindChunks request) {
        return new Chunks(database.read(sql -> sql.list(Columns.reader(TelemetryRepository::chunk), "SELECT server_id,"
                + " resolution, start_at, points FROM telemetry_chunks WHERE server_id = ? AND resolution = ? AND"
                + " start_at >= ? AND start_at < ? ORDER BY start_at", request.serverId(), request.resolution().name(),
                request.from(), request.to())));
    }

    public Chunks loadEach(FindEach request) {
        List<Object> values = new ArrayList<>(List.of(request.resolution().name(), request.start()));
        values.addAll(request.serverIds());
        return new Chunks(database.read(sql -> sql.list(Columns.reader(TelemetryRepository::chunk), "SELECT server_id,"
                + " resolution, start_at, points FROM telemetry_chunks WHERE resolution = ? AND start_at = ? AND"
                + " server_id IN (?" + ", ?".repeat(request.serverIds().size() - 1) + ")", values.toArray())));
    }

    public Done storeSeen(StoreSeen request) {
        append(PUT_SEEN,
                request.seen()
                        .stream()
                        .map(seen -> Tuple.of(seen.lastSeen().toEpochMilli(), json(seen.facts()), json(seen.latest()),
                                seen.serverId()))
                        .toList());
        return Done.DONE;
    }

    public SeenList loadSeen(FindSeen request) {
        return new SeenList(database.read(sql -> sql.list(Columns.reader(this::seen),
                "SELECT server_id, last_seen, facts, latest FROM server_seen")));
    }

    /** Removes some of what is older than its resolution is kept. Whether there may be more. */
    public boolean removeOld() {
        boolean more = false;
        for (Resolution resolution : Resolution.values()) {
            more |= removeOld(resolution) == STEP;
        }
        return more;
    }

    private int removeOld(Resolution resolution) {
        long before = clock.instant().minus(kept(resolution)).getEpochSecond();
        List<Tuple> old = database.read(
                sql -> sql.list(row -> Tuple.of(row.getString("server_id"), resolution.name(), row.getLong("start_at")),
                        "SELECT server_id, start_at FROM telemetry_chunks WHERE resolution = ? AND"
                                + " start_at < ? ORDER BY start_at LIMIT ?",
                        resolution.name(), before, STEP));
        append("DELETE FROM telemetry_chunks WHERE server_id = ? AND resolution = ? AND start_at = ?", old);
        return old.size();
    }

    /** By the beginning of a row, so with the longest that one holds. */
    private static Duration kept(Resolution resolution) {
        return switch (resolution) {
            case SECONDS -> Duration.ofHours(1).plusMinutes(10);
            case MINUTES -> Duration.ofDays(30).plusHours(2);
            case HOURS -> Duration.ofDays(731 + 11);
        };
    }

    private void append(String statement, List<Tuple> rows) {
        if (!rows.isEmpty()) {
            database.append(sql -> {
                sql.changeEach(statement, rows);
                return null;
            });
        }
    }

    private static Chunk chunk(Columns row) {
        return new Chunk(row.getString("server_id"), Resolution.valueOf(row.getString("resolution")),
                row.getLong("start_at"), row.getString("points"));
    }

    private Seen seen(Columns row) {
        return new Seen(row.getString("server_id"), Instant.ofEpochMilli(row.getLong("last_seen")),
                parsed(row.getString("facts"), HostInfo.class), parsed(row.getString("latest"), Sample.class));
    }

    private String json(Object value) {
        try {
            return value == null ? null : mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("can't be written as JSON: " + value.getClass(), e);
        }
    }

    private <T> T parsed(String json, Class<T> type) {
        try {
            return json == null ? null : mapper.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A row of server_seen isn't what was written there", e);
        }
    }
}
