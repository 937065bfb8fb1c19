package io.ftpcluster.messages;

import static io.ftpcluster.messages.Checks.required;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Wire;
import java.time.Instant;
import java.util.List;

/** Logins that last: what stands behind a token. Answered by persistence. */
public final class Sessions {

    public static final Address<Insert, Session> INSERT = Address.inDatabase("sessions.insert", Insert.class,
            Session.class);
    /** NOT_FOUND when revoked, expired, unknown, or its user is gone. */
    public static final Address<Find, Session> FIND = Address.inDatabase("sessions.find", Find.class, Session.class);
    /** NOT_FOUND also for one of somebody else, unless an admin asks. */
    public static final Address<Revoke, Done> REVOKE = Address.inDatabase("sessions.revoke", Revoke.class, Done.class);
    /** NOT_FOUND when there is no such user. */
    public static final Address<RevokeAll, Revoked> REVOKE_ALL = Address.inDatabase("sessions.revoke-all",
            RevokeAll.class, Revoked.class);
    /** Those that last, the newest first. */
    public static final Address<FindAll, SessionList> LIST = Address.inDatabase("sessions.list", FindAll.class,
            SessionList.class);

    private Sessions() {}

    /** How its token was handed over. */
    public enum Kind {
        /** To a browser that sent the form, as a cookie. */
        COOKIE,
        /** To a program, in the answer. */
        BEARER
    }

    @Wire("sessions.session.v1")
    public record Session(String id, Users.User user, Instant createdAt, Instant expiresAt) {}

    /** @param kind null: not known, as of a node that doesn't tell it yet */
    @Wire("sessions.insert.v2")
    public record Insert(Actor actor, Instant expiresAt, String userAgent, Kind kind) {}

    @Wire("sessions.find.v1")
    public record Find(String id) {}

    @Wire("sessions.revoke.v2")
    public record Revoke(Actor actor, String id) {}

    /**
     * @param userRef whose: name or id
     * @param except the id of one that goes on; null: none does
     */
    @Wire("sessions.revoke-all.v1")
    public record RevokeAll(Actor actor, String userRef, String except) {
        public RevokeAll {
            required("actor", actor);
            required("user", userRef);
        }
    }

    @Wire("sessions.revoked.v1")
    public record Revoked(int count) {}

    /**
     * @param userRef name or id; null: of all
     * @param limit cut to {@link #MAX}
     */
    @Wire("sessions.find-all.v1")
    public record FindAll(String userRef, int limit) {
        public static final int MAX = 1000;

        public FindAll {
            limit = Math.max(1, Math.min(limit, MAX));
        }
    }

    /**
     * What people see of a session.
     *
     * @param kind null: not known, for one that an older version began
     * @param lastUsedAt to the minute, and up to a minute late for use on another node
     */
    @Wire("sessions.details.v1")
    public record Details(String id, String username, Kind kind, Instant createdAt, Instant lastUsedAt,
            Instant expiresAt, String remoteAddress, String userAgent) {}

    @Wire("sessions.session-list.v1")
    public record SessionList(List<Details> sessions) {
        public SessionList {
            sessions = List.copyOf(sessions);
        }
    }
}
