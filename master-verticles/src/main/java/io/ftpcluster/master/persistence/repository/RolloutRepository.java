package io.ftpcluster.master.persistence.repository;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.master.persistence.sql.Columns;
import io.ftpcluster.master.persistence.sql.Database;
import io.ftpcluster.master.persistence.sql.Ids;
import io.ftpcluster.master.persistence.sql.Sql;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Rollouts.Cancel;
import io.ftpcluster.messages.Rollouts.Counts;
import io.ftpcluster.messages.Rollouts.FailureList;
import io.ftpcluster.messages.Rollouts.Find;
import io.ftpcluster.messages.Rollouts.FindAll;
import io.ftpcluster.messages.Rollouts.FindFailures;
import io.ftpcluster.messages.Rollouts.Insert;
import io.ftpcluster.messages.Rollouts.Member;
import io.ftpcluster.messages.Rollouts.MemberState;
import io.ftpcluster.messages.Rollouts.Rollout;
import io.ftpcluster.messages.Rollouts.RolloutList;
import io.ftpcluster.messages.Rollouts.State;
import io.ftpcluster.messages.Rollouts.Store;
import io.ftpcluster.messages.Rollouts.UpdateFailure;
import io.ftpcluster.text.EnumNames;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rollouts of the agent, and how each server of them stands. */
public final class RolloutRepository {

    private static final Duration SHOWN = Duration.ofDays(365);
    private static final String COLUMNS = "SELECT id, version, sha256, size, state, ring, forced, chosen, detail, username,"
            + " created_at, ended_at FROM agent_rollouts";
    private static final String MEMBERS = "SELECT m.server_id, s.alias, m.state, m.ring, m.from_version, m.detail, m.started_at,"
            + " m.changed_at FROM agent_rollout_servers m JOIN servers s ON s.id = m.server_id WHERE m.rollout_id = ?"
            + " ORDER BY s.alias, s.id";

    private final Database database;
    private final AuditRepository audit;
    private final Ids ids;
    private final Clock clock;

    public RolloutRepository(Database database, AuditRepository audit, Ids ids, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    public Rollout insert(Insert request) {
        return database.write(sql -> {
            // Also while servers are under way of one that was cancelled: an agent takes one update at a time.
            if (sql.first(row -> row.getString("id"),
                    "SELECT id FROM agent_rollouts WHERE state = ? OR id IN (SELECT rollout_id FROM agent_rollout_servers"
                            + " WHERE state IN (?, ?)) LIMIT 1",
                    State.RUNNING.name(), MemberState.UPDATING.name(), MemberState.INSTALLED.name()).isPresent()) {
                throw Failure.conflict("Agents are being updated; wait for the end of that, or cancel it.").exception();
            }
            String id = ids.next();
            long now = clock.millis();
            sql.change(
                    "INSERT INTO agent_rollouts (id, version, sha256, size, state, ring, forced, chosen, detail, username,"
                            + " created_at, ended_at) VALUES (?, ?, ?, ?, ?, 1, ?, ?, '', ?, ?, NULL)",
                    id, request.version(), request.sha256(), request.size(), State.RUNNING.name(),
                    request.force() ? 1 : 0, request.serverRefs().isEmpty() ? 0 : 1, request.actor().username(), now);
            Map<String, Member> members = new LinkedHashMap<>();
            for (String ref : request.serverRefs()) {
                var server = ServerRepository.require(sql, ref);
                members.put(server.id(), new Member(server.id(), server.alias(), MemberState.PENDING, 0, "", "", null,
                        Instant.ofEpochMilli(now)));
            }
            put(sql, id, List.copyOf(members.values()));
            audit.add(sql, request.actor(), "rollout.create", request.version(),
                    id + (members.isEmpty() ? "" : " " + members.size() + " servers")
                            + (request.force() ? " forced" : ""));
            return require(sql, id);
        });
    }

    private static void put(Sql sql, String rollout, List<Member> members) {
        List<Tuple> rows = new ArrayList<>();
        for (Member member : members) {
            rows.add(Tuple.from(new Object[]{rollout, member.serverId(), member.state().name(), member.ring(),
                    member.fromVersion(), member.detail(),
                    member.startedAt() == null ? null : Long.valueOf(member.startedAt().toEpochMilli()),
                    member.changedAt().toEpochMilli(), member.serverId()}));
        }
        // A server may have been deleted meanwhile.
        sql.changeEach(
                "INSERT INTO agent_rollout_servers (rollout_id, server_id, state, ring, from_version, detail, started_at,"
                        + " changed_at) SELECT ?, ?, ?, ?, ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM servers WHERE id = ?)"
                        + " ON CONFLICT (rollout_id, server_id) DO UPDATE SET state = excluded.state, ring = excluded.ring,"
                        + " from_version = excluded.from_version, detail = excluded.detail, started_at = excluded.started_at,"
                        + " changed_at = excluded.changed_at",
                rows);
    }

    public Rollout find(Find request) {
        return database.read(sql -> require(sql, request.id()));
    }

    public RolloutList list(FindAll request) {
        return database.read(sql -> {
            List<Row> found = sql.list(Columns.reader(RolloutRepository::row),
                    COLUMNS + " ORDER BY created_at DESC, id DESC LIMIT ?", request.limit());
            Map<String, Map<MemberState, Integer>> counts = new LinkedHashMap<>();
            sql.list(Columns.reader(RolloutRepository::count),
                    "SELECT rollout_id, state, COUNT(*) AS servers FROM agent_rollout_servers GROUP BY rollout_id, state")
                    .forEach(one -> counts.computeIfAbsent(one.rollout(), unknown -> new EnumMap<>(MemberState.class))
                            .put(one.state(), one.servers()));
            return new RolloutList(found.stream()
                    .map(row -> row.rollout(counts(counts.getOrDefault(row.id(), Map.of())), List.of()))
                    .toList());
        });
    }

    public Rollout store(Store request) {
        return database.write(sql -> {
            Rollout before = require(sql, request.id());
            if (before.state() == State.CANCELLED || before.state() == State.FAILED) {
                // What was under way when it ended still comes to its end.
                if (request.state() != before.state()) {
                    throw Failure.conflict("The rollout has ended.").exception();
                }
            }
            boolean over = request.state() != State.RUNNING;
            boolean moved = before.state() != request.state();
            Long endedAt = over ? (moved ? Long.valueOf(clock.millis()) : millis(before.endedAt())) : null;
            sql.change("UPDATE agent_rollouts SET state = ?, ring = ?, detail = ?, ended_at = ? WHERE id = ?",
                    request.state().name(), request.ring(), request.detail(), endedAt, request.id());
            put(sql, request.id(), request.members());
            for (Member member : request.members()) {
                if (member.state() == MemberState.UPDATED || member.state() == MemberState.FAILED) {
                    audit.add(sql, Actor.SYSTEM, "agent.update", member.alias(),
                            before.version() + " " + EnumNames.of(member.state()));
                }
            }
            if (moved) {
                audit.add(sql, Actor.SYSTEM, over ? "rollout.end" : "rollout.resume", before.version(),
                        before.id() + " " + EnumNames.of(request.state()));
            }
            return require(sql, request.id());
        });
    }

    public Rollout cancel(Cancel request) {
        return database.write(sql -> {
            Rollout rollout = require(sql, request.id());
            if (rollout.state() != State.RUNNING) {
                return rollout;
            }
            sql.change("UPDATE agent_rollouts SET state = ?, detail = ?, ended_at = ? WHERE id = ?",
                    State.CANCELLED.name(), "Cancelled by " + request.actor().username() + ".", clock.millis(),
                    rollout.id());
            audit.add(sql, request.actor(), "rollout.cancel", rollout.version(), rollout.id());
            return require(sql, rollout.id());
        });
    }

    /** Of each server the newest rollout counts that had its turn there. */
    public FailureList failures(FindFailures request) {
        return database.read(sql -> new FailureList(sql.list(
                Columns.reader(row -> new UpdateFailure(row.getString("server_id"), row.getString("version"),
                        row.getString("detail"), row.getString("state").equals(State.FAILED.name()))),
                "SELECT m.server_id, r.version, m.detail, r.state FROM agent_rollout_servers m JOIN agent_rollouts r"
                        + " ON r.id = m.rollout_id WHERE m.state = ? AND NOT EXISTS (SELECT 1 FROM agent_rollout_servers n"
                        + " JOIN agent_rollouts q ON q.id = n.rollout_id WHERE n.server_id = m.server_id"
                        + " AND n.state IN (?, ?) AND q.created_at > r.created_at)",
                MemberState.FAILED.name(), MemberState.UPDATED.name(), MemberState.FAILED.name())));
    }

    /** All but the newest, by which is known what needs no further rollout. */
    public void removeOld() {
        database.write(sql -> sql.change(
                "DELETE FROM agent_rollouts WHERE ended_at < ? AND EXISTS (SELECT 1 FROM agent_rollouts n"
                        + " WHERE n.chosen = 0 AND n.created_at > agent_rollouts.created_at)",
                clock.millis() - SHOWN.toMillis()));
    }

    private static Rollout require(Sql sql, String id) {
        Row found = sql.first(Columns.reader(RolloutRepository::row), COLUMNS + " WHERE id = ?", id)
                .orElseThrow(() -> Failure.notFound("There is no rollout " + id + ".").exception());
        List<Member> members = sql.list(Columns.reader(RolloutRepository::member), MEMBERS, id);
        Map<MemberState, Integer> counts = new EnumMap<>(MemberState.class);
        members.forEach(member -> counts.merge(member.state(), 1, Integer::sum));
        return found.rollout(counts(counts), members);
    }

    private static Counts counts(Map<MemberState, Integer> states) {
        return new Counts(states.getOrDefault(MemberState.PENDING, 0),
                states.getOrDefault(MemberState.UPDATING, 0) + states.getOrDefault(MemberState.INSTALLED, 0),
                states.getOrDefault(MemberState.UPDATED, 0), states.getOrDefault(MemberState.FAILED, 0),
                states.getOrDefault(MemberState.SKIPPED, 0));
    }

    private record Count(String rollout, MemberState state, int servers) {}

    private static Count count(Columns row) {
        return new Count(row.getString("rollout_id"), MemberState.valueOf(row.getString("state")),
                Math.toIntExact(row.getLong("servers")));
    }

    private static Member member(Columns row) {
        return new Member(row.getString("server_id"), row.getString("alias"),
                MemberState.valueOf(row.getString("state")), row.getInteger("ring"), row.getString("from_version"),
                row.getString("detail"), instant(row.getLong("started_at")), instant(row.getLong("changed_at")));
    }

    /** A rollout without its servers. */
    private record Row(String id, String version, String sha256, long size, State state, int ring, boolean force,
            boolean chosen, String detail, String username, Instant createdAt, Instant endedAt) {
        Rollout rollout(Counts counts, List<Member> members) {
            return new Rollout(id, version, sha256, size, state, ring, force, chosen, detail, username, createdAt,
                    endedAt, counts, members);
        }
    }

    private static Row row(Columns row) {
        return new Row(row.getString("id"), row.getString("version"), row.getString("sha256"), row.getLong("size"),
                State.valueOf(row.getString("state")), row.getInteger("ring"), row.getInteger("forced") != 0,
                row.getInteger("chosen") != 0, row.getString("detail"), row.getString("username"),
                instant(row.getLong("created_at")), instant(row.getLong("ended_at")));
    }

    private static Long millis(Instant at) {
        return at == null ? null : Long.valueOf(at.toEpochMilli());
    }

    private static Instant instant(Long millis) {
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }
}
