package io.ftpcluster.master.persistence.repository;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.WireFormat;
import io.ftpcluster.master.persistence.sql.Columns;
import io.ftpcluster.master.persistence.sql.Database;
import io.ftpcluster.master.persistence.sql.Ids;
import io.ftpcluster.master.persistence.sql.Sql;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Copies.Cancel;
import io.ftpcluster.messages.Copies.Conflict;
import io.ftpcluster.messages.Copies.Copy;
import io.ftpcluster.messages.Copies.CopyList;
import io.ftpcluster.messages.Copies.Create;
import io.ftpcluster.messages.Copies.End;
import io.ftpcluster.messages.Copies.Find;
import io.ftpcluster.messages.Copies.FindAll;
import io.ftpcluster.messages.Copies.FindUnfinished;
import io.ftpcluster.messages.Copies.Operation;
import io.ftpcluster.messages.Copies.Pending;
import io.ftpcluster.messages.Copies.Position;
import io.ftpcluster.messages.Copies.Progress;
import io.ftpcluster.messages.Copies.Source;
import io.ftpcluster.messages.Copies.State;
import io.ftpcluster.messages.Copies.Store;
import io.ftpcluster.messages.Files.Location;
import io.ftpcluster.messages.RemotePath;
import io.ftpcluster.text.EnumNames;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What is copied and moved, and how far it is. */
public final class CopyRepository {

    /** Of one user, of those that haven't ended. */
    static final int MOST_UNFINISHED = 100;
    /** Of one user, of those that have. */
    static final int MOST_KEPT = 500;
    private static final Duration SHOWN = Duration.ofDays(30);
    private static final long RETRY_SECONDS = 60;
    private static final String UNFINISHED = " c.state IN ('WAITING', 'RUNNING', 'CANCELLING')";
    private static final String COLUMNS = "SELECT c.id, c.user_id, u.username, c.remote_address, c.operation, c.conflict,"
            + " c.sources, c.destination, c.state, c.files_done, c.files_skipped, c.files_failed, c.files_total,"
            + " c.bytes_done, c.bytes_total, c.position, c.detail, c.errors, c.node, c.created_at, c.started_at,"
            + " c.ended_at FROM copies c JOIN users u ON u.id = c.user_id";

    private final Database database;
    private final AuditRepository audit;
    private final Ids ids;
    private final Clock clock;
    private final ObjectMapper mapper = WireFormat.mapper();

    public CopyRepository(Database database, AuditRepository audit, Ids ids, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    public Copy insert(Create request) {
        Actor actor = request.actor();
        return database.write(sql -> {
            long unfinished = sql.first(row -> row.getLong("found"),
                    "SELECT COUNT(*) AS found FROM copies c WHERE c.user_id = ? AND" + UNFINISHED, actor.userId())
                    .orElse(0L);
            if (unfinished >= MOST_UNFINISHED) {
                throw Failure
                        .of(FailureCode.THROTTLED, actor.username() + " has " + unfinished
                                + " copies that haven't ended, as many as one user may have. Try again when one has.")
                        .retryAfter(RETRY_SECONDS)
                        .exception();
            }
            String id = ids.next();
            Progress none = Progress.NONE;
            sql.change(
                    "INSERT INTO copies (id, user_id, remote_address, operation, conflict, sources, destination, state,"
                            + " files_done, files_skipped, files_failed, files_total, bytes_done, bytes_total, position, detail,"
                            + " errors, node, created_at, started_at, ended_at)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, ?, 0, ?, ?, '', '[]', '', ?, NULL, NULL)",
                    id, actor.userId(), actor.remoteAddress(), request.operation().name(), request.conflict().name(),
                    json(request.sources()), json(request.destination()), State.WAITING.name(), none.filesTotal(),
                    none.bytesTotal(), json(Place.of(none)), clock.millis());
            audit.add(sql, actor, "copy.create", target(request.destination()),
                    EnumNames.of(request.operation()) + " " + id + " from " + from(request.sources()));
            return require(sql, id, null);
        });
    }

    private static String target(Location location) {
        return location.alias() + ":" + location.path();
    }

    private static String from(List<Source> sources) {
        return target(sources.getFirst().location())
                + (sources.size() == 1 ? "" : " and " + (sources.size() - 1) + " more");
    }

    public Copy find(Find request) {
        return database.read(sql -> require(sql, request.id(), request.userId()));
    }

    public CopyList list(FindAll request) {
        return database.read(sql -> new CopyList((request.userId() == null
                ? sql.list(Columns.reader(this::summary), COLUMNS + " ORDER BY c.created_at DESC, c.id DESC LIMIT ?",
                        request.limit())
                : sql.list(Columns.reader(this::summary),
                        COLUMNS + " WHERE c.user_id = ? ORDER BY c.created_at DESC, c.id DESC LIMIT ?",
                        request.userId(), request.limit()))));
    }

    public CopyList unfinished(FindUnfinished request) {
        return database.read(sql -> new CopyList(sql.list(Columns.reader(this::copy),
                COLUMNS + " WHERE" + UNFINISHED + " ORDER BY c.created_at, c.id LIMIT ?", FindAll.MAX)));
    }

    /** Done often, and no row that others ask for again and again: so it outdates nothing. */
    public Done store(Store request) {
        Progress progress = request.progress();
        int changed = database.append(sql -> sql.change(
                "UPDATE copies SET state = CASE WHEN state = 'WAITING' THEN 'RUNNING' ELSE state END, files_done = ?,"
                        + " files_skipped = ?, files_failed = ?, files_total = ?, bytes_done = ?, bytes_total = ?,"
                        + " position = ?, errors = COALESCE(?, errors), node = ?, started_at = COALESCE(started_at, ?)"
                        + " WHERE id = ? AND state IN ('WAITING', 'RUNNING', 'CANCELLING')",
                progress.filesDone(), progress.filesSkipped(), progress.filesFailed(), progress.filesTotal(),
                progress.bytesDone(), progress.bytesTotal(), json(Place.of(progress)),
                request.errors() == null ? null : json(request.errors()), request.node(), clock.millis(),
                request.id()));
        if (changed == 0) {
            throw over(database.read(sql -> require(sql, request.id(), null))).exception();
        }
        return Done.DONE;
    }

    public Done end(End request) {
        return database.write(sql -> {
            Copy copy = require(sql, request.id(), null);
            if (copy.state().isOver()) {
                throw over(copy).exception();
            }
            end(sql, copy, request.state(), request.detail());
            return Done.DONE;
        });
    }

    private void end(Sql sql, Copy copy, State state, String detail) {
        sql.change("UPDATE copies SET state = ?, detail = ?, ended_at = ? WHERE id = ?", state.name(), detail,
                clock.millis(), copy.id());
        audit.add(sql, Actor.SYSTEM, "copy.end", target(copy.destination()), EnumNames.of(copy.operation()) + " "
                + copy.id() + " of " + copy.username() + " " + EnumNames.of(state) + ": " + detail);
    }

    /** One that nobody has begun ends at once. */
    public Copy cancel(Cancel request) {
        return database.write(sql -> {
            Copy copy = require(sql, request.id(), request.userId());
            if (copy.state().isOver() || copy.state() == State.CANCELLING) {
                return copy;
            }
            audit.add(sql, request.actor(), "copy.cancel", target(copy.destination()),
                    EnumNames.of(copy.operation()) + " " + copy.id());
            if (copy.state() == State.WAITING) {
                end(sql, copy, State.CANCELLED, "before it began");
            } else {
                sql.change("UPDATE copies SET state = ? WHERE id = ?", State.CANCELLING.name(), copy.id());
            }
            return require(sql, copy.id(), null);
        });
    }

    /** What has ended long ago, and of each user all but the newest. */
    public void removeOld() {
        database.write(sql -> sql.change("DELETE FROM copies WHERE ended_at < ? OR (ended_at IS NOT NULL AND"
                + " (SELECT COUNT(*) FROM copies n WHERE n.user_id = copies.user_id AND n.ended_at IS NOT NULL"
                + " AND n.id > copies.id) >= ?)", clock.millis() - SHOWN.toMillis(), MOST_KEPT));
    }

    private static Failure over(Copy copy) {
        return Failure.conflict("The copy " + copy.id() + " has ended.");
    }

    private Copy require(Sql sql, String id, String userId) {
        return sql.first(Columns.reader(this::copy), COLUMNS + " WHERE c.id = ?", id)
                .filter(copy -> userId == null || copy.userId().equals(userId))
                .orElseThrow(() -> Failure.notFound("There is no copy " + id + ".").exception());
    }

    /** What is in the column {@code position}. */
    private record Place(long bytesOfCurrent, RemotePath current, Position finished, Pending pending) {
        static Place of(Progress progress) {
            return new Place(progress.bytesOfCurrent(), progress.current(), progress.finished(), progress.pending());
        }
    }

    private Copy summary(Columns row) {
        return copy(row, List.of());
    }

    private Copy copy(Columns row) {
        return copy(row, value(row.getString("errors"), new TypeReference<List<String>>() {}));
    }

    private Copy copy(Columns row, List<String> errors) {
        Place place = value(row.getString("position"), new TypeReference<Place>() {});
        Progress progress = new Progress(row.getLong("files_done"), row.getLong("files_skipped"),
                row.getLong("files_failed"), row.getLong("files_total"), row.getLong("bytes_done"),
                row.getLong("bytes_total"), place.bytesOfCurrent(), place.current(), place.finished(), place.pending());
        return new Copy(row.getString("id"), row.getString("user_id"), row.getString("username"),
                row.getString("remote_address"), Operation.valueOf(row.getString("operation")),
                Conflict.valueOf(row.getString("conflict")),
                value(row.getString("sources"), new TypeReference<List<Source>>() {}),
                value(row.getString("destination"), new TypeReference<Location>() {}),
                State.valueOf(row.getString("state")), progress, row.getString("detail"), errors,
                instant(row.getLong("created_at")), instant(row.getLong("started_at")),
                instant(row.getLong("ended_at")), row.getString("node"));
    }

    private String json(Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private <T> T value(String json, TypeReference<T> type) {
        try {
            return mapper.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Instant instant(Long millis) {
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }
}
