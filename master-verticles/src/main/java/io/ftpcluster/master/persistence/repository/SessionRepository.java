package io.ftpcluster.master.persistence.repository;

import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.master.persistence.sql.Columns;
import io.ftpcluster.master.persistence.sql.Database;
import io.ftpcluster.master.persistence.sql.Ids;
import io.ftpcluster.messages.Sessions.Find;
import io.ftpcluster.messages.Sessions.Insert;
import io.ftpcluster.messages.Sessions.Revoke;
import io.ftpcluster.messages.Sessions.Session;
import io.ftpcluster.messages.Users.User;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** Logins that last until they expire or are revoked. */
public final class SessionRepository {

    private static final int MAX_USER_AGENT = 256;
    private static final String SELECT = "SELECT x.id AS x_id, x.created_at AS x_created_at, x.expires_at AS"
            + " x_expires_at, " + UserRepository.COLUMNS + " FROM sessions x JOIN users u ON u.id = x.user_id";
    private static final String FIND = SELECT + " WHERE x.id = ? AND x.revoked_at IS NULL";

    private final Database database;
    private final AuditRepository audit;
    private final Ids ids;
    private final Clock clock;

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
                    "INSERT INTO sessions (id, user_id, remote_address, user_agent, created_at, expires_at)"
                            + " VALUES (?, ?, ?, ?, ?, ?)",
                    session.id(), user.id(), request.actor().remoteAddress(), shown(request.userAgent()),
                    session.createdAt().toEpochMilli(), session.expiresAt().toEpochMilli());
            audit.add(sql, request.actor(), "session.create", user.username(), shown(request.userAgent()));
            return session;
        });
    }

    public Session find(Find request) {
        return database.again(Session.class, SessionRepository::session, FIND, request.id())
                .filter(this::lasts)
                .orElseThrow(SessionRepository::missing);
    }

    /** As {@link #find}, where that needs no reading. */
    public Optional<Session> cached(Find request) {
        return database.cached(Session.class, FIND, request.id()).filter(this::lasts);
    }

    private boolean lasts(Session session) {
        return session.expiresAt().toEpochMilli() > clock.millis();
    }

    /** Revoking again is no failure and no event. */
    public Done revoke(Revoke request) {
        return database.write(sql -> {
            Session session = sql
                    .first(Columns.reader(SessionRepository::session), SELECT + " WHERE x.id = ?", request.id())
                    .orElseThrow(SessionRepository::missing);
            int revoked = sql.change("UPDATE sessions SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL",
                    clock.millis(), session.id());
            if (revoked > 0) {
                audit.add(sql, request.actor(), "session.revoke", session.user().username(), "");
            }
            return Done.DONE;
        });
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

    private static String shown(String userAgent) {
        String text = userAgent == null ? "" : userAgent;
        return text.length() <= MAX_USER_AGENT ? text : text.substring(0, MAX_USER_AGENT);
    }

    private static RuntimeException missing() {
        return Failure.notFound("There is no such session.").exception();
    }
}
