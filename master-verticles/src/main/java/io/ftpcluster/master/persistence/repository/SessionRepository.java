package io.ftpcluster.master.persistence.repository;

import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.master.persistence.sql.Columns;
import io.ftpcluster.master.persistence.sql.Database;
import io.ftpcluster.master.persistence.sql.Ids;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Sessions.Details;
import io.ftpcluster.messages.Sessions.Find;
import io.ftpcluster.messages.Sessions.FindAll;
import io.ftpcluster.messages.Sessions.Insert;
import io.ftpcluster.messages.Sessions.Kind;
import io.ftpcluster.messages.Sessions.Revoke;
import io.ftpcluster.messages.Sessions.RevokeAll;
import io.ftpcluster.messages.Sessions.Revoked;
import io.ftpcluster.messages.Sessions.Session;
import io.ftpcluster.messages.Sessions.SessionList;
import io.ftpcluster.messages.Users.Role;
import io.ftpcluster.messages.Users.User;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Logins that last until they expire or are revoked. */
public final class SessionRepository {

    private static final int MAX_USER_AGENT = 256;
    private static final String SELECT = "SELECT x.id AS x_id, x.created_at AS x_created_at, x.expires_at AS"
            + " x_expires_at, " + UserRepository.COLUMNS + " FROM sessions x JOIN users u ON u.id = x.user_id";
    private static final String DETAILS = "SELECT x.id AS x_id, x.kind AS x_kind, x.created_at AS x_created_at,"
            + " x.last_used_at AS x_last_used_at, x.expires_at AS x_expires_at, x.remote_address AS x_remote_address,"
            + " x.user_agent AS x_user_agent, u.username AS u_username FROM sessions x JOIN users u ON u.id = x.user_id";
    private static final String NEWEST_FIRST = " ORDER BY x.created_at DESC, x.id DESC LIMIT ?";
    private static final String FIND = SELECT + " WHERE x.id = ? AND x.revoked_at IS NULL";

    private final Database database;
    private final AuditRepository audit;
    private final Ids ids;
    private final Clock clock;
    private final SessionUses uses = new SessionUses();

    public SessionRepository(Database database, AuditRepository audit, Ids ids, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    /** For the actor's account. Nobody has asked for it yet, so nothing that is known gets old by it. */
    public Session insert(Insert request) {
        return database.append(sql -> {
            User user = UserRepository.require(sql, request.actor().userId());
            Session session = new Session(ids.next(), user, Instant.ofEpochMilli(clock.millis()),
                    Instant.ofEpochMilli(request.expiresAt().toEpochMilli()));
            sql.change(
                    "INSERT INTO sessions (id, user_id, remote_address, user_agent, kind, created_at, expires_at)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    session.id(), user.id(), request.actor().remoteAddress(), shown(request.userAgent()),
                    request.kind() == null ? null : request.kind().name(), session.createdAt().toEpochMilli(),
                    session.expiresAt().toEpochMilli());
            audit.add(sql, request.actor(), "session.create", user.username(), shown(request.userAgent()));
            return session;
        });
    }

    public Session find(Find request) {
        return database.again(Session.class, SessionRepository::session, FIND, request.id())
                .filter(this::used)
                .orElseThrow(SessionRepository::missing);
    }

    /** As {@link #find}, where that needs no reading. */
    public Optional<Session> cached(Find request) {
        return database.cached(Session.class, FIND, request.id()).filter(this::used);
    }

    /** False for one that has expired. */
    private boolean used(Session session) {
        long now = clock.millis();
        boolean lasts = session.expiresAt().toEpochMilli() > now;
        if (lasts) {
            uses.note(session.id(), now);
        }
        return lasts;
    }

    /** Writes what {@link #find} and {@link #cached} have noted. Changes nothing that they answer. */
    public void writeUses() {
        List<Tuple> noted = uses.drain()
                .entrySet()
                .stream()
                .map(use -> Tuple.of(use.getValue(), use.getKey(), use.getValue()))
                .toList();
        if (!noted.isEmpty()) {
            database.append(sql -> {
                sql.changeEach("UPDATE sessions SET last_used_at = ? WHERE id = ? AND (last_used_at IS NULL OR"
                        + " last_used_at < ?)", noted);
                return Done.DONE;
            });
        }
    }

    /** With what was used on this node a moment ago. */
    public SessionList list(FindAll request) {
        writeUses();
        return new SessionList(database.read(sql -> {
            String lasting = DETAILS + " WHERE x.revoked_at IS NULL AND x.expires_at > ?";
            return request.userRef() == null
                    ? sql.list(Columns.reader(SessionRepository::details), lasting + NEWEST_FIRST, clock.millis(),
                            request.limit())
                    : sql.list(Columns.reader(SessionRepository::details),
                            lasting + " AND x.user_id = ?" + NEWEST_FIRST, clock.millis(),
                            UserRepository.require(sql, request.userRef()).id(), request.limit());
        }));
    }

    /** Revoking again is no failure and no event. */
    public Done revoke(Revoke request) {
        return database.write(sql -> {
            Session session = sql
                    .first(Columns.reader(SessionRepository::session), SELECT + " WHERE x.id = ?", request.id())
                    .filter(found -> mayEnd(request.actor(), found.user()))
                    .orElseThrow(SessionRepository::missing);
            int revoked = sql.change("UPDATE sessions SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL",
                    clock.millis(), session.id());
            if (revoked > 0) {
                audit.add(sql, request.actor(), "session.revoke", session.user().username(), "");
            }
            return Done.DONE;
        });
    }

    public Revoked revokeAll(RevokeAll request) {
        return database.write(sql -> {
            User user = UserRepository.require(sql, request.userRef());
            if (!mayEnd(request.actor(), user)) {
                throw Failure.forbidden("Only an admin may end the sessions of others.").exception();
            }
            int revoked = sql.change(
                    "UPDATE sessions SET revoked_at = ? WHERE user_id = ? AND revoked_at IS NULL"
                            + " AND expires_at > ? AND id <> ?",
                    clock.millis(), user.id(), clock.millis(), Objects.requireNonNullElse(request.except(), ""));
            if (revoked > 0) {
                audit.add(sql, request.actor(), "session.revoke", user.username(), revoked + " sessions");
            }
            return new Revoked(revoked);
        });
    }

    private static boolean mayEnd(Actor actor, User owner) {
        return actor.role() == Role.ADMIN || owner.id().equals(actor.userId());
    }

    /** Drops the sessions that nobody can use any more; returns how many. */
    public int deleteEnded() {
        return database.write(sql -> sql.change("DELETE FROM sessions WHERE expires_at <= ? OR revoked_at IS NOT NULL",
                clock.millis()));
    }

    private static Session session(Columns row) {
        return new Session(row.getString("x_id"), UserRepository.user(row),
                Instant.ofEpochMilli(row.getLong("x_created_at")), Instant.ofEpochMilli(row.getLong("x_expires_at")));
    }

    private static Details details(Columns row) {
        Instant created = Instant.ofEpochMilli(row.getLong("x_created_at"));
        Long used = row.getLong("x_last_used_at");
        String kind = row.getString("x_kind");
        // The minute in which it began is before its beginning.
        return new Details(row.getString("x_id"), row.getString("u_username"), kind == null ? null : Kind.valueOf(kind),
                created, used == null || used < created.toEpochMilli() ? created : Instant.ofEpochMilli(used),
                Instant.ofEpochMilli(row.getLong("x_expires_at")), row.getString("x_remote_address"),
                row.getString("x_user_agent"));
    }

    private static String shown(String userAgent) {
        String text = userAgent == null ? "" : userAgent;
        return text.length() <= MAX_USER_AGENT ? text : text.substring(0, MAX_USER_AGENT);
    }

    private static RuntimeException missing() {
        return Failure.notFound("There is no such session.").exception();
    }
}
