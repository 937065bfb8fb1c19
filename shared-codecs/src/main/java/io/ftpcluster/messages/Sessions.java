package io.ftpcluster.messages;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Wire;
import java.time.Instant;

/** Logins that last: what stands behind a token. Answered by persistence. */
public final class Sessions {

    public static final Address<Insert, Session> INSERT = Address.inDatabase("sessions.insert", Insert.class,
            Session.class);
    /** NOT_FOUND when revoked, expired, unknown, or its user is gone. */
    public static final Address<Find, Session> FIND = Address.inDatabase("sessions.find", Find.class, Session.class);
    public static final Address<Revoke, Done> REVOKE = Address.inDatabase("sessions.revoke", Revoke.class, Done.class);

    private Sessions() {}

    @Wire("sessions.session.v1")
    public record Session(String id, Users.User user, Instant createdAt, Instant expiresAt) {}

    @Wire("sessions.insert.v2")
    public record Insert(Actor actor, Instant expiresAt, String userAgent) {}

    @Wire("sessions.find.v1")
    public record Find(String id) {}

    @Wire("sessions.revoke.v2")
    public record Revoke(Actor actor, String id) {}
}
