package io.ftpcluster.master.persistence.repository;

import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.persistence.sql.Columns;
import io.ftpcluster.master.persistence.sql.Database;
import io.ftpcluster.master.persistence.sql.Ids;
import io.ftpcluster.master.persistence.sql.Sql;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Jobs.Cancel;
import io.ftpcluster.messages.Jobs.End;
import io.ftpcluster.messages.Jobs.Find;
import io.ftpcluster.messages.Jobs.FindAll;
import io.ftpcluster.messages.Jobs.FindRunning;
import io.ftpcluster.messages.Jobs.Insert;
import io.ftpcluster.messages.Jobs.Job;
import io.ftpcluster.messages.Jobs.JobList;
import io.ftpcluster.messages.Jobs.Kind;
import io.ftpcluster.messages.Jobs.Retry;
import io.ftpcluster.messages.Jobs.RunnableJob;
import io.ftpcluster.messages.Jobs.RunnableList;
import io.ftpcluster.messages.Jobs.State;
import io.ftpcluster.messages.Jobs.Step;
import io.ftpcluster.messages.Jobs.StepState;
import io.ftpcluster.messages.Jobs.StoreStep;
import io.ftpcluster.messages.Servers.Server;
import io.ftpcluster.text.EnumNames;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Jobs and their steps: what is to be done, how far it is, and the sealed credential for as long as it is needed. */
public final class JobRepository {

    private static final Duration SHOWN = Duration.ofDays(90);
    /** For which a job may have its credential: who needs longer is asked for it again. */
    private static final Duration CREDENTIAL_KEPT = Duration.ofDays(1);
    private static final String COLUMNS = "SELECT j.id, j.kind, j.server_id, s.alias, j.state, j.cancelling, j.parameters,"
            + " j.sealed, j.username, j.created_at, j.ended_at FROM jobs j JOIN servers s ON s.id = j.server_id";
    private static final String STEP_COLUMNS = "SELECT job_id, name, state, detail, started_at, ended_at FROM job_steps";

    private final Database database;
    private final AuditRepository audit;
    private final Ids ids;
    private final Clock clock;

    public JobRepository(Database database, AuditRepository audit, Ids ids, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    public Job insert(Insert request) {
        return database.write(sql -> {
            Server server = ServerRepository.require(sql, request.serverRef());
            requireNoneRunning(sql, server.id(), server.alias());
            String id = ids.next();
            Long sealedAt = request.sealed() == null ? null : clock.millis();
            sql.change(
                    "INSERT INTO jobs (id, kind, server_id, state, cancelling, parameters, sealed, sealed_at, username,"
                            + " created_at, ended_at) VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?, ?, NULL)",
                    id, request.kind().name(), server.id(), State.RUNNING.name(), text(request.parameters()),
                    text(request.sealed()), sealedAt, request.actor().username(), clock.millis());
            List<Tuple> steps = new ArrayList<>();
            for (int i = 0; i < request.steps().size(); i++) {
                steps.add(Tuple.of(id, i, request.steps().get(i), StepState.PENDING.name()));
            }
            sql.changeEach("INSERT INTO job_steps (job_id, number, name, state, detail, started_at, ended_at) VALUES"
                    + " (?, ?, ?, ?, '', NULL, NULL)", steps);
            audit.add(sql, request.actor(), "job.create", server.alias(), EnumNames.of(request.kind()) + " " + id);
            return require(sql, id);
        });
    }

    public Job find(Find request) {
        return database.read(sql -> require(sql, request.id()));
    }

    public JobList list(FindAll request) {
        return database.read(sql -> {
            List<Row> found = request.serverRef() == null
                    ? sql.list(Columns.reader(JobRepository::row),
                            COLUMNS + " ORDER BY j.created_at DESC, j.id DESC LIMIT ?", request.limit())
                    : sql.list(Columns.reader(JobRepository::row),
                            COLUMNS + " WHERE j.server_id = ? ORDER BY j.created_at DESC, j.id DESC LIMIT ?",
                            ServerRepository.require(sql, request.serverRef()).id(), request.limit());
            return new JobList(found.stream().map(row -> row.job(List.of())).toList());
        });
    }

    public RunnableList running(FindRunning request) {
        return database.read(sql -> {
            List<Row> found = sql.list(Columns.reader(JobRepository::row),
                    COLUMNS + " WHERE j.state = ? ORDER BY j.created_at, j.id LIMIT ?", State.RUNNING.name(),
                    FindAll.MAX);
            Map<String, List<Step>> steps = steps(sql, found.stream().map(Row::id).toList());
            return new RunnableList(found.stream()
                    .map(row -> new RunnableJob(row.job(steps.getOrDefault(row.id(), List.of())), row.sealed()))
                    .toList());
        });
    }

    /** Changes no row that others ask for again and again, and is done often: so it outdates nothing. */
    public Done storeStep(StoreStep request) {
        Step step = request.step();
        int changed = database.append(sql -> sql.change(
                "UPDATE job_steps SET state = ?, detail = ?, started_at = ?, ended_at = ? WHERE job_id = ? AND number = ?"
                        + " AND EXISTS (SELECT 1 FROM jobs WHERE id = ? AND state = ?)",
                step.state().name(), step.detail(), millis(step.startedAt()), millis(step.endedAt()), request.jobId(),
                request.number(), request.jobId(), State.RUNNING.name()));
        if (changed == 0) {
            throw over(database.read(sql -> require(sql, request.jobId()))).exception();
        }
        return Done.DONE;
    }

    public Done end(End request) {
        return database.write(sql -> {
            Job job = require(sql, request.jobId());
            if (job.state() != State.RUNNING) {
                throw over(job).exception();
            }
            long now = clock.millis();
            sql.change("UPDATE jobs SET state = ?, cancelling = 0, sealed = NULL, sealed_at = NULL, ended_at = ?"
                    + " WHERE id = ?", request.state().name(), now, job.id());
            endSteps(sql, job.id(), StepState.RUNNING,
                    request.state() == State.FAILED ? StepState.FAILED : StepState.CANCELLED, now);
            endSteps(sql, job.id(), StepState.PENDING, StepState.CANCELLED, now);
            audit.add(sql, Actor.SYSTEM, "job.end", job.alias(),
                    EnumNames.of(job.kind()) + " " + job.id() + " " + EnumNames.of(request.state()));
            return Done.DONE;
        });
    }

    private static void endSteps(Sql sql, String job, StepState from, StepState to, long now) {
        sql.change("UPDATE job_steps SET state = ?, ended_at = ? WHERE job_id = ? AND state = ?", to.name(),
                from == StepState.RUNNING ? Long.valueOf(now) : null, job, from.name());
    }

    public Job cancel(Cancel request) {
        return database.write(sql -> {
            Job job = require(sql, request.id());
            if (job.state() != State.RUNNING || job.cancelling()) {
                return job;
            }
            sql.change("UPDATE jobs SET cancelling = 1 WHERE id = ?", job.id());
            audit.add(sql, request.actor(), "job.cancel", job.alias(), EnumNames.of(job.kind()) + " " + job.id());
            return require(sql, job.id());
        });
    }

    public Job retry(Retry request) {
        return database.write(sql -> {
            Job job = require(sql, request.id());
            if (job.state() == State.RUNNING || job.state() == State.SUCCEEDED) {
                throw Failure.conflict("The job of " + job.alias()
                        + (job.state() == State.RUNNING ? " is still running." : " has succeeded; begin another one."))
                        .exception();
            }
            requireNoneRunning(sql, job.serverId(), job.alias());
            Long sealedAt = request.sealed() == null ? null : clock.millis();
            sql.change("UPDATE jobs SET state = ?, cancelling = 0, sealed = ?, sealed_at = ?, ended_at = NULL"
                    + " WHERE id = ?", State.RUNNING.name(), text(request.sealed()), sealedAt, job.id());
            sql.change(
                    "UPDATE job_steps SET state = ?, detail = '', started_at = NULL, ended_at = NULL"
                            + " WHERE job_id = ? AND state <> ?",
                    StepState.PENDING.name(), job.id(), StepState.SUCCEEDED.name());
            audit.add(sql, request.actor(), "job.retry", job.alias(), EnumNames.of(job.kind()) + " " + job.id());
            return require(sql, job.id());
        });
    }

    /**
     * Forgets credentials that are kept for too long, and old jobs; of each server the newest that set it up stays, as it knows
     * the host key.
     */
    public void removeOld() {
        database.write(sql -> {
            long now = clock.millis();
            sql.change("UPDATE jobs SET sealed = NULL, sealed_at = NULL WHERE sealed IS NOT NULL AND sealed_at < ?",
                    now - CREDENTIAL_KEPT.toMillis());
            return sql.change(
                    "DELETE FROM jobs WHERE ended_at < ? AND NOT (kind = ? AND state = ? AND NOT EXISTS (SELECT 1 FROM jobs n"
                            + " WHERE n.server_id = jobs.server_id AND n.kind = ? AND n.state = ?"
                            + " AND n.created_at > jobs.created_at))",
                    now - SHOWN.toMillis(), Kind.PROVISION.name(), State.SUCCEEDED.name(), Kind.PROVISION.name(),
                    State.SUCCEEDED.name());
        });
    }

    private static Failure over(Job job) {
        return Failure.conflict("The job of " + job.alias() + " has ended.");
    }

    private static void requireNoneRunning(Sql sql, String serverId, String alias) {
        if (sql.first(row -> row.getString("id"), "SELECT id FROM jobs WHERE server_id = ? AND state = ? LIMIT 1",
                serverId, State.RUNNING.name()).isPresent()) {
            throw Failure.conflict("A job of " + alias + " is running; wait for its end, or cancel it.").exception();
        }
    }

    private static Job require(Sql sql, String id) {
        Optional<Row> found = sql.first(Columns.reader(JobRepository::row), COLUMNS + " WHERE j.id = ?", id);
        return found.map(row -> row.job(steps(sql, List.of(id)).getOrDefault(id, List.of())))
                .orElseThrow(() -> Failure.notFound("There is no job " + id + ".").exception());
    }

    private static Map<String, List<Step>> steps(Sql sql, List<String> jobs) {
        Map<String, List<Step>> steps = new HashMap<>();
        if (!jobs.isEmpty()) {
            String marks = String.join(", ", Collections.nCopies(jobs.size(), "?"));
            sql.list(Columns.reader(JobRepository::step),
                    STEP_COLUMNS + " WHERE job_id IN (" + marks + ") ORDER BY job_id, number", jobs.toArray())
                    .forEach(found -> steps.computeIfAbsent(found.job(), unknown -> new ArrayList<>())
                            .add(found.step()));
        }
        return steps;
    }

    private record JobStep(String job, Step step) {}

    private static JobStep step(Columns row) {
        return new JobStep(row.getString("job_id"),
                new Step(row.getString("name"), StepState.valueOf(row.getString("state")), row.getString("detail"),
                        instant(row.getLong("started_at")), instant(row.getLong("ended_at"))));
    }

    /** A job without its steps. */
    private record Row(String id, Kind kind, String serverId, String alias, State state, boolean cancelling,
            Map<String, String> parameters, Secret sealed, String username, Instant createdAt, Instant endedAt) {
        Job job(List<Step> steps) {
            return new Job(id, kind, serverId, alias, state, cancelling, parameters, username, steps, createdAt,
                    endedAt);
        }
    }

    private static Row row(Columns row) {
        String sealed = row.getString("sealed");
        return new Row(row.getString("id"), Kind.valueOf(row.getString("kind")), row.getString("server_id"),
                row.getString("alias"), State.valueOf(row.getString("state")), row.getInteger("cancelling") != 0,
                map(row.getString("parameters")), sealed == null ? null : new Secret(sealed), row.getString("username"),
                instant(row.getLong("created_at")), instant(row.getLong("ended_at")));
    }

    private static String text(Map<String, String> parameters) {
        JsonObject json = new JsonObject();
        parameters.forEach(json::put);
        return json.encode();
    }

    private static Map<String, String> map(String parameters) {
        Map<String, String> map = new HashMap<>();
        JsonObject json = new JsonObject(parameters);
        json.fieldNames().forEach(name -> map.put(name, json.getString(name)));
        return map;
    }

    private static String text(Secret sealed) {
        return sealed == null ? null : sealed.value();
    }

    private static Long millis(Instant at) {
        return at == null ? null : at.toEpochMilli();
    }

    private static Instant instant(Long millis) {
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }
}
